<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AddDialog</name>
    <message>
        <source>（未指定）</source>
        <translation>(none)</translation>
    </message>
    <message>
        <source>停止测试 {key}</source>
        <translation>Stop the test {key}</translation>
    </message>
    <message>
        <source>测试 {key}</source>
        <translation>Test {key}</translation>
    </message>
    <message>
        <source>保存 {key}</source>
        <translation>Save {key}</translation>
    </message>
    <message>
        <source>不测试就保存，标“未测试” {key}</source>
        <translation>Save untested, marked &quot;not tested&quot; {key}</translation>
    </message>
    <message>
        <source>正在保存 …</source>
        <translation>Saving …</translation>
    </message>
    <message>
        <source>先测试：看到画面、编码、尺寸和帧率，再保存。</source>
        <translation>Test first: see picture, codec, size and rate, then save.</translation>
    </message>
    <message>
        <source>没有画面</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>尚未测试</source>
        <translation>Not tested yet</translation>
    </message>
    <message>
        <source>先填地址，再测试。</source>
        <translation>Enter the address, then test.</translation>
    </message>
    <message>
        <source>测试未通过，仍保存 {key}</source>
        <translation>Save although the test failed {key}</translation>
    </message>
    <message>
        <source>如 rtsp://10.1.2.3/live</source>
        <translation>such as rtsp://10.1.2.3/live</translation>
    </message>
    <message>
        <source>临时信号源（24 小时后自动删除）</source>
        <translation>A source for 24 hours (then it goes by itself)</translation>
    </message>
    <message>
        <source>添加信号源</source>
        <translation>Add a source</translation>
    </message>
    <message>
        <source>主码流地址</source>
        <translation>Main stream</translation>
    </message>
    <message>
        <source>地址</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>子码流地址</source>
        <translation>Sub stream</translation>
    </message>
    <message>
        <source>用户名</source>
        <translation>User</translation>
    </message>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>Agency</translation>
    </message>
    <message>
        <source>可不填；小画面用它</source>
        <translation>May be empty; small windows use it</translation>
    </message>
    <message>
        <source>如 psb-09</source>
        <translation>such as psb-09</translation>
    </message>
    <message>
        <source>可不填；用编号代替</source>
        <translation>May be empty: the id then</translation>
    </message>
    <message>
        <source>可不填</source>
        <translation>May be empty</translation>
    </message>
    <message>
        <source>打开一次，看画面、编码、尺寸和帧率，最多 10 秒</source>
        <translation>Open it once: picture, codec, size and rate, within 10 s</translation>
    </message>
    <message>
        <source>保存到目录，所有席位都能看到；没有测到画面的，列表中标“未测试”</source>
        <translation>Save it in the catalogue of all desks; without a picture in a test it is listed as “not tested”</translation>
    </message>
    <message>
        <source>取消 Esc</source>
        <translation>Cancel Esc</translation>
    </message>
    <message>
        <source>关闭，不保存 (Esc)</source>
        <translation>Close without saving (Esc)</translation>
    </message>
</context>
<context>
    <name>AddSource</name>
    <message>
        <source>排队等候</source>
        <translation>waiting for its turn</translation>
    </message>
    <message>
        <source>正在打开</source>
        <translation>opening</translation>
    </message>
    <message>
        <source>有画面，正在测量</source>
        <translation>there is a picture; measuring</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>done</translation>
    </message>
    <message>
        <source>编号只能用字母、数字和 _ . -，最多 64 个，如 psb-09</source>
        <translation>An id has letters, digits and _ . - only, at most 64, such as psb-09</translation>
    </message>
    <message>
        <source>这个编号已经有了，请换一个</source>
        <translation>This id is taken; choose another</translation>
    </message>
    <message>
        <source>名称最多 80 个字，请改短</source>
        <translation>A name has at most 80 characters; shorten it</translation>
    </message>
    <message>
        <source>有密码但没有用户名，请补上用户名</source>
        <translation>There is a password but no user; add the user</translation>
    </message>
    <message>
        <source>用户名中不能有冒号</source>
        <translation>The user name cannot contain a colon</translation>
    </message>
    <message>
        <source>地址不在允许的网段，请改正，或联系管理员开放网段</source>
        <translation>The address is outside the networks that are allowed: correct it, or ask the administrator for the network</translation>
    </message>
    <message>
        <source>地址缺少协议，或协议后缺少“://”；如 rtsp://10.1.2.3/live，可用 rtsp、rtsps、http、https、rtmp、file、v4l2</source>
        <translation>No scheme, or no “://” after it; such as rtsp://10.1.2.3/live, allowed: rtsp, rtsps, http, https, rtmp, file, v4l2</translation>
    </message>
    <message>
        <source>不支持这种协议，可用 rtsp、rtsps、http、https、rtmp、file、v4l2</source>
        <translation>This scheme is not allowed; allowed: rtsp, rtsps, http, https, rtmp, file, v4l2</translation>
    </message>
    <message>
        <source>地址缺少主机，如 rtsp://10.1.2.3/live</source>
        <translation>No host, such as rtsp://10.1.2.3/live</translation>
    </message>
    <message>
        <source>主机写得不对，请写 IP 地址或域名</source>
        <translation>This is no host; write an address or a name</translation>
    </message>
    <message>
        <source>IP 地址写得不对，应为四个 0–255 的数</source>
        <translation>This is no address: write four numbers from 0 to 255</translation>
    </message>
    <message>
        <source>IPv6 地址写得不对</source>
        <translation>This is no IPv6 address</translation>
    </message>
    <message>
        <source>方括号不成对，IPv6 写作 [地址]:端口</source>
        <translation>Brackets do not match; write IPv6 as [address]:port</translation>
    </message>
    <message>
        <source>SRT 无法播放，请由流媒体服务转为 rtsp:// 再接入</source>
        <translation>SRT cannot be played: let a restreamer hand it on as rtsp://</translation>
    </message>
    <message>
        <source>端口应为 1–65535 的数</source>
        <translation>A port is a number from 1 to 65535</translation>
    </message>
    <message>
        <source>这个端口不是摄像机的端口，请改正</source>
        <translation>No camera has this port; correct it</translation>
    </message>
    <message>
        <source>地址太长，请改短</source>
        <translation>The address is too long; shorten it</translation>
    </message>
    <message>
        <source>地址中不能有 #，密码请填在下面</source>
        <translation>An address cannot hold a #; write the password below</translation>
    </message>
    <message>
        <source>地址中的用户名和密码分不清，请删去并填在下面</source>
        <translation>User and password in the address cannot be told apart; write them below</translation>
    </message>
    <message>
        <source>密码写在了路径里，请删去并填在下面</source>
        <translation>The password stands in the path; take it out and write it below</translation>
    </message>
    <message>
        <source>地址中有不允许的字符，密码请填在下面</source>
        <translation>The address holds a character that is not allowed; write the password below</translation>
    </message>
    <message>
        <source>写作 file:文件名，文件放在站点的 media 文件夹中</source>
        <translation>Write file:NAME, a file in the site&apos;s media folder</translation>
    </message>
    <message>
        <source>不支持这种文件</source>
        <translation>This kind of file cannot be shown</translation>
    </message>
    <message>
        <source>文件名中有不允许的字符</source>
        <translation>The file&apos;s name holds a character that is not allowed</translation>
    </message>
    <message>
        <source>站点的 media 文件夹中没有这个文件</source>
        <translation>There is no such file in the site&apos;s media folder</translation>
    </message>
    <message>
        <source>没有这个采集设备，请管理员在 site.toml 中登记</source>
        <translation>No such capture device: the administrator names it in site.toml</translation>
    </message>
    <message>
        <source>写作 v4l2:设备名，与 site.toml 中相同</source>
        <translation>Write v4l2:NAME, as in site.toml</translation>
    </message>
    <message>
        <source>主机名查不到地址，请检查，或直接写 IP 地址</source>
        <translation>This host name has no address: check it, or write the IP address</translation>
    </message>
    <message>
        <source>主机名解析到的不是地址，请检查主机名</source>
        <translation>This host name resolves to something that is no address: check it</translation>
    </message>
    <message>
        <source>地址中不能选择传输方式，请删去该参数；一律用 TCP</source>
        <translation>The URL must not choose a transport: leave it out, TCP is always used</translation>
    </message>
    <message>
        <source>{stream}：{step} …</source>
        <translation>{stream}: {step} …</translation>
    </message>
    <message>
        <source>{stream}：没有画面。{why}{todo}</source>
        <translation>{stream}: no picture. {why}{todo}</translation>
    </message>
    <message>
        <source>{fps} 帧/秒</source>
        <translation>{fps} frames/s</translation>
    </message>
    <message>
        <source>请改正上面的用户名或密码</source>
        <translation>correct the user or password above</translation>
    </message>
    <message>
        <source>请检查上面的地址</source>
        <translation>check the address above</translation>
    </message>
    <message>
        <source>请再测试一次</source>
        <translation>test it again</translation>
    </message>
    <message>
        <source>首帧 {ms} 毫秒</source>
        <translation>first picture after {ms} ms</translation>
    </message>
    <message>
        <source>{stream}：正常 · {what}</source>
        <translation>{stream}: fine · {what}</translation>
    </message>
</context>
<context>
    <name>AgencyChip</name>
    <message>
        <source>只看{agency}的信号源</source>
        <translation>Only sources of {agency}</translation>
    </message>
</context>
<context>
    <name>Alarm</name>
    <message>
        <source>与服务器失去联系</source>
        <translation>The server is lost</translation>
    </message>
    <message>
        <source>等 {count} 个</source>
        <translation>{count} in all</translation>
    </message>
    <message>
        <source>告警声本班还没有检查：按 {key} 放一次听听。</source>
        <translation>The alarm sound has not been checked this shift: {key} plays it once.</translation>
    </message>
    <message>
        <source>已在本席位消音。恢复联系后自动告知服务器，其他席位随即消音。</source>
        <translation>Silent at this desk. The server is told once it answers again, and then the other desks are silent, too.</translation>
    </message>
    <message>
        <source>没有声音设备：告警只显示</source>
        <translation>No sound device: alarms are shown only</translation>
    </message>
    <message>
        <source>没有声音设备</source>
        <translation>No sound device</translation>
    </message>
    <message>
        <source>告警声本班未检查</source>
        <translation>Sound: not checked</translation>
    </message>
    <message>
        <source>告警声听不到，请报修</source>
        <translation>Sound not heard: call for repair</translation>
    </message>
    <message>
        <source>告警声听不到</source>
        <translation>Sound not heard</translation>
    </message>
    <message>
        <source>告警声 {when} 已检查</source>
        <translation>Sound checked {when}</translation>
    </message>
    <message>
        <source>已恢复</source>
        <translation>back again</translation>
    </message>
    <message>
        <source>重要画面冻结：{name}（{detail}）</source>
        <translation>Important picture frozen: {name} ({detail})</translation>
    </message>
    <message>
        <source>重要画面停滞：{name}（{detail}）</source>
        <translation>Important picture stale: {name} ({detail})</translation>
    </message>
    <message>
        <source>重要画面无信号：{name}（{detail}）</source>
        <translation>Important picture lost: {name} ({detail})</translation>
    </message>
</context>
<context>
    <name>AlarmBar</name>
    <message>
        <source>知道了，消音 Ctrl+K</source>
        <translation>I know, silence Ctrl+K</translation>
    </message>
    <message>
        <source>确认告警：各席位都停止发声</source>
        <translation>Acknowledge: every desk falls silent</translation>
    </message>
</context>
<context>
    <name>BoardSwitch</name>
    <message>
        <source>待上墙 DRAFT</source>
        <translation>DRAFT</translation>
    </message>
    <message>
        <source>当前大屏 LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>切换画布</source>
        <translation>The other board</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>回显中断 · {since} 起</source>
        <translation>Echo lost since {since}</translation>
    </message>
    <message>
        <source>还不知道大屏上有什么</source>
        <translation>What is on the wall is not known yet</translation>
    </message>
    <message>
        <source>还不知道大屏上有什么；大屏本身不受影响</source>
        <translation>What is on the wall is not known yet; the wall itself is not affected</translation>
    </message>
    <message>
        <source>键入编号，Esc 收起</source>
        <translation>Type a number, Esc ends</translation>
    </message>
    <message>
        <source>键入编号选中窗口，+ 再选一个，Esc 收起</source>
        <translation>Type a number to choose its window, + for one more, Esc ends</translation>
    </message>
    <message>
        <source>{count} 个画面</source>
        <translation>{count} windows</translation>
    </message>
    <message>
        <source>等比显示</source>
        <translation>Fit whole picture</translation>
    </message>
    <message>
        <source>裁切铺满</source>
        <translation>Fill and crop</translation>
    </message>
    <message>
        <source>拉伸铺满</source>
        <translation>Stretch</translation>
    </message>
    <message>
        <source>自由放置，每步 1/16 单元</source>
        <translation>Place freely, 1/16 of a cell a step</translation>
    </message>
    <message>
        <source>正在上墙</source>
        <translation>Going up</translation>
    </message>
    <message>
        <source>未指定信号源</source>
        <translation>No source chosen</translation>
    </message>
    <message>
        <source>拖入信号源</source>
        <translation>Drop a source here</translation>
    </message>
    <message>
        <source>目录中没有此信号源</source>
        <translation>Not in the catalogue</translation>
    </message>
    <message>
        <source>新增</source>
        <translation>New</translation>
    </message>
    <message>
        <source>移动</source>
        <translation>Moves</translation>
    </message>
    <message>
        <source>换画面</source>
        <translation>Replaced</translation>
    </message>
    <message>
        <source>将下墙</source>
        <translation>Goes</translation>
    </message>
    <message>
        <source>将移动</source>
        <translation>Will move</translation>
    </message>
    <message>
        <source>将换画面</source>
        <translation>Replaced</translation>
    </message>
    <message>
        <source>指定</source>
        <translation>named</translation>
    </message>
    <message>
        <source>首选</source>
        <translation>preferred</translation>
    </message>
    <message>
        <source>按规则</source>
        <translation>by rule</translation>
    </message>
    <message>
        <source>首选，无可用</source>
        <translation>preferred, none usable</translation>
    </message>
    <message>
        <source>建议 {name} · {key} 键</source>
        <translation>Instead: {name} · key {key}</translation>
    </message>
    <message>
        <source>建议 {name} · {km} 公里 · {key} 键</source>
        <translation>Instead: {name} · {km} km · key {key}</translation>
    </message>
    <message>
        <source>没有画面：把信号源拖到这里，或按 F2–F12 调用场景</source>
        <translation>Nothing here: drop a source, or press F2–F12 for a preset</translation>
    </message>
    <message>
        <source>等待大屏回显</source>
        <translation>Waiting for the echo of the wall</translation>
    </message>
    <message>
        <source>回显中断 · {since} 起 · 大屏是否正常请看左上角</source>
        <translation>Echo lost since {since} · whether the wall is well: see top left</translation>
    </message>
    <message>
        <source>与服务器失去联系 · {since} 起</source>
        <translation>Server lost since {since}</translation>
    </message>
    <message>
        <source>{fps} 帧/秒</source>
        <translation>{fps} frames/s</translation>
    </message>
    <message>
        <source>场景选它的理由：{why}</source>
        <translation>Why the preset chose it: {why}</translation>
    </message>
    <message>
        <source>上墙后：{change}</source>
        <translation>After the take: {change}</translation>
    </message>
    <message>
        <source>{first} 至 {last}</source>
        <translation>{first} to {last}</translation>
    </message>
    <message>
        <source>待上墙打开着：在待上墙上操作，或先按 Ctrl+D 收起它</source>
        <translation>The draft is open: work on the draft, or close it first with Ctrl+D</translation>
    </message>
    <message>
        <source>与服务器没有联系，没有执行：恢复联系后请再做一次</source>
        <translation>No link to the server, nothing was done: do it again once it is back</translation>
    </message>
    <message>
        <source>先选中一个画面：单击它，或按 Ctrl+N 后输入编号</source>
        <translation>Choose a picture first: click it, or press Ctrl+N and type its number</translation>
    </message>
    <message>
        <source>互换需要选中两个画面：按 A 再用方向键，或按住 Ctrl 单击</source>
        <translation>To swap, choose two pictures: A and then the arrows, or Ctrl+click</translation>
    </message>
    <message>
        <source>对齐需要至少两个画面：按 A 再用方向键，或按住 Ctrl 单击</source>
        <translation>To align, choose two or more pictures: A and then the arrows, or Ctrl+click</translation>
    </message>
    <message>
        <source>选中的画面没有信号源，不能截取局部</source>
        <translation>The chosen window has no source to cut a part out of</translation>
    </message>
    <message>
        <source>先选中一个图片、时钟或滚动字幕；放上新的按 Insert</source>
        <translation>Choose a picture, clock or ticker first; Insert puts on a new one</translation>
    </message>
    <message>
        <source>选中的画面没有建议的替换信号源</source>
        <translation>There is nothing to put in place of this picture</translation>
    </message>
    <message>
        <source>选中的画面已锁定：先按 K 解锁</source>
        <translation>The chosen picture is locked: unlock it first with K</translation>
    </message>
    <message>
        <source>互换</source>
        <translation>Swap</translation>
    </message>
    <message>
        <source>没有复制过画面：先选中画面，按 Ctrl+C</source>
        <translation>No windows were copied: choose some and press Ctrl+C</translation>
    </message>
    <message>
        <source>大屏画布</source>
        <translation>Wall canvas</translation>
    </message>
    <message>
        <source>写上要滚动的文字</source>
        <translation>Write the text of the ticker</translation>
    </message>
    <message>
        <source>选一个媒体文件夹里的文件</source>
        <translation>Choose a file of the media folder</translation>
    </message>
    <message>
        <source>已放大</source>
        <translation>enlarged</translation>
    </message>
    <message>
        <source>让位</source>
        <translation>moved aside</translation>
    </message>
    <message>
        <source>局部</source>
        <translation>part</translation>
    </message>
    <message>
        <source>重要</source>
        <translation>important</translation>
    </message>
    <message>
        <source>锁</source>
        <translation>locked</translation>
    </message>
    <message>
        <source>图片 {file}</source>
        <translation>Picture {file}</translation>
    </message>
    <message>
        <source>时钟</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>滚动字幕 {text}</source>
        <translation>Ticker {text}</translation>
    </message>
    <message>
        <source>拖出一个框；或用方向键移动、Shift+方向键改变大小，Enter 显示这部分，Esc 取消</source>
        <translation>Draw a frame; or move it with arrows, size it with Shift and arrows. Enter shows that part, Esc leaves it</translation>
    </message>
    <message>
        <source>拖出或移动一个框，Enter 显示这部分，Esc 取消</source>
        <translation>Draw or move a frame; Enter shows that part, Esc leaves it</translation>
    </message>
</context>
<context>
    <name>Choosing</name>
    <message>
        <source>文件夹：</source>
        <translation>Folder:</translation>
    </message>
    <message>
        <source>文件名：</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>类型：</source>
        <translation>Type:</translation>
    </message>
</context>
<context>
    <name>ContentDialog</name>
    <message>
        <source>放入待上墙 Enter</source>
        <translation>Put into the draft Enter</translation>
    </message>
    <message>
        <source>立即上墙 Enter</source>
        <translation>Put on the wall Enter</translation>
    </message>
    <message>
        <source>放进一个新窗口</source>
        <translation>into a new window</translation>
    </message>
    <message>
        <source>放进：{window}</source>
        <translation>into: {window}</translation>
    </message>
    <message>
        <source>待上墙 DRAFT</source>
        <translation>DRAFT</translation>
    </message>
    <message>
        <source>当前大屏 LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>图片、时钟、滚动字幕</source>
        <translation>Picture, clock, ticker</translation>
    </message>
    <message>
        <source>图片</source>
        <translation>Picture</translation>
    </message>
    <message>
        <source>时钟</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>滚动字幕</source>
        <translation>Ticker</translation>
    </message>
    <message>
        <source>显示什么</source>
        <translation>What it shows</translation>
    </message>
    <message>
        <source>显示秒</source>
        <translation>With seconds</translation>
    </message>
    <message>
        <source>显示日期</source>
        <translation>With the date</translation>
    </message>
    <message>
        <source>慢</source>
        <translation>Slow</translation>
    </message>
    <message>
        <source>中</source>
        <translation>Medium</translation>
    </message>
    <message>
        <source>快</source>
        <translation>Fast</translation>
    </message>
    <message>
        <source>取消 Esc</source>
        <translation>Cancel Esc</translation>
    </message>
    <message>
        <source>文件</source>
        <translation>File</translation>
    </message>
    <message>
        <source>站点媒体文件夹里的文件；先把图片复制到那里</source>
        <translation>A file of the site&apos;s media folder; copy the picture there first</translation>
    </message>
    <message>
        <source>文字</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>速度</source>
        <translation>Speed</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>与服务器失去联系 · {since} 起 · 大屏保持原布局，连上后自动恢复</source>
        <translation>Server lost {since} · wall keeps its layout · will reconnect</translation>
    </message>
    <message>
        <source>连不上服务器 · {since} 起 · 大屏不受影响，连上后自动恢复</source>
        <translation>No answer from the server · since {since} · the wall is not affected; this desk goes on by itself once it answers</translation>
    </message>
    <message>
        <source>服务器不接受本席位：{why}</source>
        <translation>The server does not accept this desk: {why}</translation>
    </message>
    <message>
        <source>正在连接服务器…</source>
        <translation>Connecting to the server…</translation>
    </message>
    <message>
        <source>连不上服务器</source>
        <translation>No answer from the server</translation>
    </message>
    <message>
        <source>大屏版本 {revision}</source>
        <translation>Revision {revision}</translation>
    </message>
    <message>
        <source>{when} 由 {who} 上墙</source>
        <translation>{when} by {who}</translation>
    </message>
    <message>
        <source>各单元同步差 {ms} 毫秒</source>
        <translation>spread {ms} ms</translation>
    </message>
    <message>
        <source>回显 {fps} 帧/秒</source>
        <translation>Echo {fps}/s</translation>
    </message>
    <message>
        <source>无回显</source>
        <translation>No echo</translation>
    </message>
    <message>
        <source>正在上墙…</source>
        <translation>Going up…</translation>
    </message>
    <message>
        <source>新画面</source>
        <translation>New layout</translation>
    </message>
    <message>
        <source>与当前大屏相同</source>
        <translation>Same as the wall</translation>
    </message>
    <message>
        <source>与当前大屏相比：新增 {new} · 移动 {moved} · 换画面 {replaced} · 下墙 {gone}</source>
        <translation>{new} new · {moved} moved · {replaced} replaced · {gone} off</translation>
    </message>
    <message>
        <source>自由布局</source>
        <translation>Free layout</translation>
    </message>
    <message>
        <source>大屏没有空位。先在画布上选一个画面（Ctrl+G 后用方向键），再按 Enter 替换它。</source>
        <translation>The wall is full. Choose a window on the canvas first (Ctrl+G, then the arrows), then press Enter to replace it.</translation>
    </message>
    <message>
        <source>叠加一次只能放一路信号源：在列表里只选一路。</source>
        <translation>One source at a time is laid over a picture: choose a single one in the list.</translation>
    </message>
    <message>
        <source>先在画布上选一个画面（Ctrl+G 后用方向键），再回列表按 Shift+Enter。</source>
        <translation>First choose a picture on the canvas (Ctrl+G, then the arrows), then press Shift+Enter in the list.</translation>
    </message>
    <message>
        <source>空位只有 {free} 个，放上了前 {free} 路，还有 {left} 路没有放。</source>
        <translation>Only {free} places were free: the first {free} are up, {left} are not.</translation>
    </message>
    <message>
        <source>还有 {left} 路没有放：没有空位，其余画面已锁定或标为重要。</source>
        <translation>{left} more found no place: nothing is free, and the other pictures are locked or important.</translation>
    </message>
    <message>
        <source>已上墙，但这些画面没有就绪：{names}</source>
        <translation>Up, but these pictures were not ready: {names}</translation>
    </message>
    <message>
        <source>没有没读的提示。</source>
        <translation>There is nothing left to read.</translation>
    </message>
    <message>
        <source>没有上墙：正在面板里输入文字。先关闭面板（Esc），再按 Ctrl+Enter。</source>
        <translation>Nothing was taken: text is being typed in a panel. Close the panel (Esc), then press Ctrl+Enter.</translation>
    </message>
    <message>
        <source>新增 {new} · 移动 {moved} · 换画面 {replaced} · 下墙 {gone}</source>
        <translation>{new} new · {moved} moved · {replaced} replaced · {gone} off</translation>
    </message>
    <message>
        <source>待上墙没有可以撤销的改动；要撤销大屏，先按 Ctrl+D 收起它。</source>
        <translation>The draft has nothing to undo; to undo the wall, close it first with Ctrl+D.</translation>
    </message>
    <message>
        <source>已丢弃待上墙。再按一次 Ctrl+Shift+D 恢复它。</source>
        <translation>The draft was thrown away. Ctrl+Shift+D again brings it back.</translation>
    </message>
    <message>
        <source>没有打开的待上墙，没有上墙：按 Ctrl+D 准备，再按 Ctrl+Enter。</source>
        <translation>No draft is open, nothing was taken: prepare with Ctrl+D, then press Ctrl+Enter.</translation>
    </message>
    <message>
        <source>待上墙收起着，没有上墙：按 Ctrl+D 打开看过，再按 Ctrl+Enter。</source>
        <translation>The draft is closed, nothing was taken: open it with Ctrl+D, look, then press Ctrl+Enter.</translation>
    </message>
    <message>
        <source>没有打开的待上墙，没有可以预加载的：先按 Ctrl+D 准备。</source>
        <translation>No draft is open, there is nothing to arm: prepare with Ctrl+D first.</translation>
    </message>
    <message>
        <source>没有正在等待的上墙，也没有预加载。撤销大屏的改动用 Ctrl+Z。</source>
        <translation>No take is waiting and nothing is armed. Ctrl+Z takes changes of the wall back.</translation>
    </message>
    <message>
        <source>已取消上墙，大屏没有改变。</source>
        <translation>Take called off, the wall is as it was.</translation>
    </message>
    <message>
        <source>已取消预加载，大屏没有改变。</source>
        <translation>Disarmed, the wall is as it was.</translation>
    </message>
    <message>
        <source>预加载已放开：{limit} 秒内没有上墙，或大屏已改变。照样可以上墙；Ctrl+B 再次预加载。</source>
        <translation>No longer armed: not taken within {limit} s, or the wall was changed. You can still take; Ctrl+B arms again.</translation>
    </message>
    <message>
        <source>已上墙。待上墙原来的内容还在（Ctrl+D）。</source>
        <translation>On the wall. What was in the draft before is still there (Ctrl+D).</translation>
    </message>
    <message>
        <source>断线前的改动已经在大屏上，不用再做。</source>
        <translation>What was asked before the link was lost is on the wall: nothing is to be done again.</translation>
    </message>
    <message>
        <source>本席位的待上墙已在另一操作台上墙或关闭。</source>
        <translation>Another desk of this seat took or closed the draft.</translation>
    </message>
    <message>
        <source>{count} 处不同</source>
        <translation>{count} differ</translation>
    </message>
    <message>
        <source>已打开本席位 {when} 由 {who} 准备的待上墙，还没有上墙。</source>
        <translation>Opened this seat&apos;s draft, prepared at {when} by {who}; it is not on the wall yet.</translation>
    </message>
    <message>
        <source>{who} 在本席位另一操作台改了待上墙（{when}）。</source>
        <translation>{who} changed the draft at another desk of this seat ({when}).</translation>
    </message>
    <message>
        <source>{who} 在本席位另一操作台改了待上墙（{when}），现在显示的是那一份；Ctrl+Z 恢复你的。</source>
        <translation>{who} changed the draft at another desk of this seat ({when}); that one is shown now. Ctrl+Z brings yours back.</translation>
    </message>
    <message>
        <source>服务器没有保存待上墙：{why}。本操作台关闭后它会丢失。</source>
        <translation>The server did not keep the draft: {why}. It is lost when this desk closes.</translation>
    </message>
    <message>
        <source>您的操作台设置无法读取，已用默认设置；原文件留在旁边。{why}</source>
        <translation>Your settings could not be read; the defaults are used, the old file stands beside. {why}</translation>
    </message>
    <message>
        <source>您的操作台设置没有存下来，关闭后会丢失：{why}</source>
        <translation>Your settings could not be kept and are lost when the desk closes: {why}</translation>
    </message>
    <message>
        <source>现在值班：{who}。正在从磁盘读取 {who} 的设置，读到就换上；现在改的也会保留。</source>
        <translation>On duty now: {who}. Reading {who}&apos;s settings from disk; they apply once read, and what you change meanwhile is kept.</translation>
    </message>
    <message>
        <source>现在值班：{who}。设置、收藏、最近上墙和告警声检查都换成 {who} 的。</source>
        <translation>On duty now: {who}. Settings, favourites, recent sources and the sound check are {who}&apos;s.</translation>
    </message>
</context>
<context>
    <name>DeskMenu</name>
    <message>
        <source>操作台</source>
        <translation>Desk</translation>
    </message>
    <message>
        <source>所有操作及其快捷键：字号、语言、分区等</source>
        <translation>Everything that can be done, with its key: type, language, zones</translation>
    </message>
</context>
<context>
    <name>DeskWindow</name>
    <message>
        <source>应急指挥大屏</source>
        <translation>Command wall</translation>
    </message>
</context>
<context>
    <name>DraftHint</name>
    <message>
        <source>没有与服务器的联系：现在不能上墙</source>
        <translation>No link to the server: nothing can go up now</translation>
    </message>
    <message>
        <source>有一份没有上墙的准备：点这里或按 Ctrl+D 继续</source>
        <translation>A draft waits, not taken: click here or press Ctrl+D to resume it</translation>
    </message>
    <message>
        <source>待上墙</source>
        <translation>Draft</translation>
    </message>
    <message>
        <source>把信号源拖到这里，或按 Ctrl+D：先准备，再用 Ctrl+Enter 一次上墙</source>
        <translation>Drop a source here or press Ctrl+D: prepare first, then put it all up with Ctrl+Enter</translation>
    </message>
</context>
<context>
    <name>EdgeTab</name>
    <message>
        <source>显示{zone}</source>
        <translation>Show {zone}</translation>
    </message>
</context>
<context>
    <name>EditDialog</name>
    <message>
        <source>换了地址、用户名或密码，先测试，再保存。</source>
        <translation>With another address, user or password: test first, then save.</translation>
    </message>
    <message>
        <source>修改 {id} {name}</source>
        <translation>Edit {id} {name}</translation>
    </message>
    <message>
        <source>英文名</source>
        <translation>English name</translation>
    </message>
    <message>
        <source>别名</source>
        <translation>Aliases</translation>
    </message>
    <message>
        <source>标签</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>区县</source>
        <translation>District</translation>
    </message>
    <message>
        <source>类型</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>多个用；隔开</source>
        <translation>Several are parted by ;</translation>
    </message>
    <message>
        <source>不填就沿用原来的；测试时要填</source>
        <translation>Empty: stays as it is; type it to test</translation>
    </message>
    <message>
        <source>保存到目录，所有席位都能看到；原来的名称仍可搜索</source>
        <translation>Save to the catalogue, for all seats; the name it had is still found</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>移到其他显示单元</source>
        <translation>Move to other cells</translation>
    </message>
    <message>
        <source>移回原位</source>
        <translation>Move back</translation>
    </message>
    <message>
        <source>选中画面</source>
        <translation>Choose the picture</translation>
    </message>
    <message>
        <source>同类 {count} 条，{since} 起</source>
        <translation>{count} alike since {since}</translation>
    </message>
    <message>
        <source>Enter 收起</source>
        <translation>Enter closes</translation>
    </message>
    <message>
        <source>Enter 展开</source>
        <translation>Enter opens</translation>
    </message>
</context>
<context>
    <name>Grip</name>
    <message>
        <source>拖动改变宽度，双击恢复</source>
        <translation>Drag to change the width, double click to restore</translation>
    </message>
    <message>
        <source>拖动改变高度，双击恢复</source>
        <translation>Drag to change the height, double click to restore</translation>
    </message>
</context>
<context>
    <name>HelpSheet</name>
    <message>
        <source>{heading}（续）</source>
        <translation>{heading} (cont.)</translation>
    </message>
    <message>
        <source>所有快捷键</source>
        <translation>All keys</translation>
    </message>
    <message>
        <source>关闭 Esc</source>
        <translation>Close Esc</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>注意：敏感级别降低 {n} 路</source>
        <translation>Attention: sensitivity falls for {n}</translation>
    </message>
    <message>
        <source>新增 {n} 路</source>
        <translation>{n} new</translation>
    </message>
    <message>
        <source>改名 {n} 路（旧名仍可搜索）</source>
        <translation>{n} renamed (found by the old names too)</translation>
    </message>
    <message>
        <source>改动涉及 {n} 项内容</source>
        <translation>{n} fields change</translation>
    </message>
    <message>
        <source>单位、区县或位置变了 {n} 路（列出各路的全部改动）</source>
        <translation>{n} with another agency, district or position (all that changes of each)</translation>
    </message>
    <message>
        <source>地址变了 {n} 路（列出各路的全部改动）</source>
        <translation>{n} with another address (all that changes of each)</translation>
    </message>
    <message>
        <source>其他内容变了 {n} 路</source>
        <translation>{n} changed otherwise</translation>
    </message>
    <message>
        <source>临时信号源改为长期 {n} 路</source>
        <translation>{n} temporary ones stay for good</translation>
    </message>
    <message>
        <source>同一地址换了编号 {n} 路（旧编号保留）</source>
        <translation>{n} with the same address under a new id (the old one stays)</translation>
    </message>
    <message>
        <source>同单位另有 {n} 路不在文件里（保留不动）</source>
        <translation>{n} more of these agencies are not in the file (they stay as they are)</translation>
    </message>
    <message>
        <source>涉及场景 {n} 个</source>
        <translation>Touches {n} presets</translation>
    </message>
    <message>
        <source>目录里没有的单位 {n} 个</source>
        <translation>{n} agencies that the catalogue does not know</translation>
    </message>
    <message>
        <source>文件中 {n} 路，与目录一致，没有要改的。</source>
        <translation>{n} in the file, all as in the catalogue: nothing to change.</translation>
    </message>
    <message>
        <source>文件中 {n} 路：新增 {new}，有改动 {changed}，不变 {same}。</source>
        <translation>{n} in the file: {new} new, {changed} changed, {same} the same.</translation>
    </message>
    <message>
        <source>文件中 {n} 路：新增 {new}，有改动 {changed}（其中改名 {renamed}），不变 {same}。</source>
        <translation>{n} in the file: {new} new, {changed} changed ({renamed} of them renamed), {same} the same.</translation>
    </message>
    <message>
        <source>注意：{n} 路的敏感级别会降低，请先核对。</source>
        <translation>Attention: sensitivity will fall for {n}; check them first.</translation>
    </message>
    <message>
        <source>{n} 行不能导入；改好这些行再选一次，现在什么都没有改动</source>
        <translation>{n} lines cannot be imported; mend them and choose the file again. Nothing was changed</translation>
    </message>
    <message>
        <source>这个文件不能导入，现在什么都没有改动</source>
        <translation>This file cannot be imported. Nothing was changed</translation>
    </message>
    <message>
        <source>这个文件读不出来，现在什么都没有改动</source>
        <translation>This file cannot be read. Nothing was changed</translation>
    </message>
    <message>
        <source>第 {line} 行，{column}：{text}</source>
        <translation>Line {line}, {column}: {text}</translation>
    </message>
    <message>
        <source>第 {line} 行：{text}</source>
        <translation>Line {line}: {text}</translation>
    </message>
    <message>
        <source>{what}：{text}</source>
        <translation>{what}: {text}</translation>
    </message>
    <message>
        <source>… 还有 {n} 条</source>
        <translation>… and {n} more</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>name</translation>
    </message>
    <message>
        <source>英文名</source>
        <translation>English name</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>agency</translation>
    </message>
    <message>
        <source>类型</source>
        <translation>kind</translation>
    </message>
    <message>
        <source>区县</source>
        <translation>district</translation>
    </message>
    <message>
        <source>经度</source>
        <translation>longitude</translation>
    </message>
    <message>
        <source>纬度</source>
        <translation>latitude</translation>
    </message>
    <message>
        <source>敏感级别</source>
        <translation>sensitivity</translation>
    </message>
    <message>
        <source>别名</source>
        <translation>aliases</translation>
    </message>
    <message>
        <source>曾用名</source>
        <translation>former names</translation>
    </message>
    <message>
        <source>标签</source>
        <translation>tags</translation>
    </message>
    <message>
        <source>画面自带文字的角</source>
        <translation>corners with burnt-in text</translation>
    </message>
    <message>
        <source>主码流地址</source>
        <translation>main stream&apos;s address</translation>
    </message>
    <message>
        <source>子码流地址</source>
        <translation>sub stream&apos;s address</translation>
    </message>
    <message>
        <source>密码</source>
        <translation>password</translation>
    </message>
    <message>
        <source>主码流尺寸</source>
        <translation>main stream&apos;s size</translation>
    </message>
    <message>
        <source>子码流尺寸</source>
        <translation>sub stream&apos;s size</translation>
    </message>
    <message>
        <source>{field}（清空）</source>
        <translation>{field} (emptied)</translation>
    </message>
    <message>
        <source>{field}：{n} 路</source>
        <translation>{field}: {n}</translation>
    </message>
    <message>
        <source>{field}：{n} 路，其中清空 {emptied} 路</source>
        <translation>{field}: {n}, emptied for {emptied}</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>没有导入，什么都没有改动</source>
        <translation>Not imported; nothing was changed</translation>
    </message>
    <message>
        <source>选择信号源目录 (CSV)</source>
        <translation>Choose a table of sources (CSV)</translation>
    </message>
    <message>
        <source>CSV 表格 (*.csv *.CSV)</source>
        <translation>CSV tables (*.csv *.CSV)</translation>
    </message>
    <message>
        <source>所有文件 (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message>
        <source>不知道是否已导入</source>
        <translation>Nobody knows whether it was imported</translation>
    </message>
    <message>
        <source>导入信号源目录</source>
        <translation>Import a table of sources</translation>
    </message>
    <message>
        <source>导入报告</source>
        <translation>Report of the import</translation>
    </message>
    <message>
        <source>选择文件… {key}</source>
        <translation>Choose a file… {key}</translation>
    </message>
    <message>
        <source>选择 CSV 文件，也可以把文件拖进来</source>
        <translation>Choose a CSV file, or drop it here</translation>
    </message>
    <message>
        <source>全部导入 {key}</source>
        <translation>Import all {key}</translation>
    </message>
    <message>
        <source>按报告全部导入；不能只导入一部分</source>
        <translation>Import all as reported; never a part of it</translation>
    </message>
    <message>
        <source>关闭 Esc</source>
        <translation>Close Esc</translation>
    </message>
    <message>
        <source>取消 Esc</source>
        <translation>Cancel Esc</translation>
    </message>
    <message>
        <source>关闭，不再改动 (Esc)</source>
        <translation>Close; nothing more is changed (Esc)</translation>
    </message>
    <message>
        <source>选择 CSV 文件，或把它拖到这里。先看报告，再决定；在按下“全部导入”之前什么都不会改动。</source>
        <translation>Choose a CSV file, or drop it here. First the report, then you decide: nothing is changed before “Import&#xa0;all”.</translation>
    </message>
    <message>
        <source>正在读取 {name} …</source>
        <translation>Reading {name} …</translation>
    </message>
    <message>
        <source>正在核对 {name} 中的 {n} 路信号源 …</source>
        <translation>Checking {n} sources of {name} …</translation>
    </message>
    <message>
        <source>正在导入 {n} 路信号源 …</source>
        <translation>Importing {n} sources …</translation>
    </message>
    <message>
        <source>已导入 {n} 路信号源。</source>
        <translation>{n} sources imported.</translation>
    </message>
</context>
<context>
    <name>KeyBox</name>
    <message>
        <source>自动：下一个空键；覆盖时不变</source>
        <translation>Automatic: next free; kept when replacing</translation>
    </message>
    <message>
        <source>无</source>
        <translation>None</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Ctrl + 单击</source>
        <translation>Ctrl + Click</translation>
    </message>
    <message>
        <source>Ctrl + 滚轮</source>
        <translation>Ctrl + Wheel</translation>
    </message>
    <message>
        <source>找到并放上画面</source>
        <translation>Find and place a picture</translation>
    </message>
    <message>
        <source>到搜索框：名称、别名、编号、拼音、首字母</source>
        <translation>Search: name, alias, id, pinyin, initials</translation>
    </message>
    <message>
        <source>从搜索框到第一个结果</source>
        <translation>From the search box to the first hit</translation>
    </message>
    <message>
        <source>在列表中：放到选中的位置，否则放到第一个空位</source>
        <translation>In the list: put into the chosen place, else the first free cell</translation>
    </message>
    <message>
        <source>到大屏画布</source>
        <translation>To the wall canvas</translation>
    </message>
    <message>
        <source>在画布上</source>
        <translation>On the canvas</translation>
    </message>
    <message>
        <source>信号源换一种分组：单位、区县、类型、标签、状态</source>
        <translation>Group the sources in another way: agency, district, kind, tag, state</translation>
    </message>
    <message>
        <source>信号源用小画面显示，或用列表显示</source>
        <translation>Show sources as small pictures, or as a list</translation>
    </message>
    <message>
        <source>按地址添加信号源，先测试再保存</source>
        <translation>Add a source by its address, tested before it is saved</translation>
    </message>
    <message>
        <source>临时信号源：24 小时后自动删除</source>
        <translation>A source for 24 hours; then it goes by itself</translation>
    </message>
    <message>
        <source>导入信号源目录 (CSV)，先看报告</source>
        <translation>Import a table of sources (CSV); the report comes first</translation>
    </message>
    <message>
        <source>预加载待上墙的画面：大屏不变，上墙时不用等</source>
        <translation>Arm the draft: the wall stays, the take need not wait</translation>
    </message>
    <message>
        <source>取消正在等待的上墙，或已预加载的画面；大屏不变</source>
        <translation>Call off the take that waits, or what is armed; the wall stays</translation>
    </message>
    <message>
        <source>丢弃待上墙；再按一次恢复</source>
        <translation>Throw the draft away; again brings it back</translation>
    </message>
    <message>
        <source>把待上墙或当前大屏存为场景，Enter 存好</source>
        <translation>Save the draft or the live wall as a preset; Enter saves</translation>
    </message>
    <message>
        <source>找场景</source>
        <translation>Find preset</translation>
    </message>
    <message>
        <source>场景菜单：保存、导入、恢复</source>
        <translation>Menu of presets: save, import, restore</translation>
    </message>
    <message>
        <source>导入场景文件</source>
        <translation>Import preset files</translation>
    </message>
    <message>
        <source>恢复刚删除的场景</source>
        <translation>Bring back the preset deleted last</translation>
    </message>
    <message>
        <source>有画面未就绪时：照上并显示原因，或不上墙</source>
        <translation>When a picture is not ready: take and show why, or take nothing</translation>
    </message>
    <message>
        <source>大屏和操作台显示画面编号；输入编号即选中</source>
        <translation>Number the windows on wall and desk; typing one chooses it</translation>
    </message>
    <message>
        <source>显示单元失效时：重要画面移到其他单元；恢复后移回</source>
        <translation>Cells are lost: pictures that matter go to other cells; back when they live</translation>
    </message>
    <message>
        <source>到正在发生</source>
        <translation>To what is happening</translation>
    </message>
    <message>
        <source>显示或隐藏场景</source>
        <translation>Show or hide presets</translation>
    </message>
    <message>
        <source>字号大一级</source>
        <translation>Larger type</translation>
    </message>
    <message>
        <source>字号小一级</source>
        <translation>Smaller type</translation>
    </message>
    <message>
        <source>谁在值班…：换班，不用重启</source>
        <translation>Who is on duty …: change of shift without a restart</translation>
    </message>
    <message>
        <source>确认告警，消音</source>
        <translation>Acknowledge the alarm, silence</translation>
    </message>
    <message>
        <source>告警声检查</source>
        <translation>Sound check</translation>
    </message>
    <message>
        <source>大屏各单元显示编号 10 秒</source>
        <translation>Cells show which they are for 10 s</translation>
    </message>
    <message>
        <source>设定大屏：行列、分辨率、输出口</source>
        <translation>Set the wall: rows, columns, resolution, outputs</translation>
    </message>
    <message>
        <source>在还没有信号源的站点上载入示例城市</source>
        <translation>Load the sample city into a site without sources</translation>
    </message>
    <message>
        <source>操作台菜单</source>
        <translation>Desk menu</translation>
    </message>
    <message>
        <source>取消、收起、清空</source>
        <translation>Call off, close or clear</translation>
    </message>
    <message>
        <source>取消等待中的上墙或预加载，收起提示，取消拖动和画框，收起编号，清空搜索</source>
        <translation>Call off a take that waits or what is armed, close the notice, cancel a drag or a frame, hide the numbers, clear the search</translation>
    </message>
    <message>
        <source>调用场景；哪个键是哪个场景，写在场景卡上</source>
        <translation>Apply a preset; its card shows its key</translation>
    </message>
    <message>
        <source>在列表中：叠加在选中的画面上</source>
        <translation>In the list: lay it over the chosen picture</translation>
    </message>
    <message>
        <source>在列表中：收藏，或取消收藏</source>
        <translation>In the list: mark as favourite, or not any more</translation>
    </message>
    <message>
        <source>在列表中：看这一路的小画面，鼠标停住也可以</source>
        <translation>In the list: see a small picture of the source; resting the mouse does it too</translation>
    </message>
    <message>
        <source>在列表中：修改名称、地址等</source>
        <translation>In the list: edit name, address and more</translation>
    </message>
    <message>
        <source>在列表中：保留临时信号源</source>
        <translation>In the list: keep a temporary source</translation>
    </message>
    <message>
        <source>在列表中：从目录中删除</source>
        <translation>In the list: take out of the catalogue</translation>
    </message>
    <message>
        <source>选择画面或空位</source>
        <translation>Choose a window or free cell</translation>
    </message>
    <message>
        <source>移动一格；与同样大小的画面互换</source>
        <translation>Move one cell; swap with a window of the same size</translation>
    </message>
    <message>
        <source>放大或缩小一格</source>
        <translation>Larger or smaller by one cell</translation>
    </message>
    <message>
        <source>自由移动，每步 1/16 单元</source>
        <translation>Move freely, 1/16 of a cell a step</translation>
    </message>
    <message>
        <source>右边缘和下边缘移动 1/16 单元</source>
        <translation>Move the right and the lower edge by 1/16 of a cell</translation>
    </message>
    <message>
        <source>左边缘和上边缘移动 1/16 单元</source>
        <translation>Move the left and the upper edge by 1/16 of a cell</translation>
    </message>
    <message>
        <source>在列表中：收起和展开一组；在组名上也可以用 Enter 或 Space</source>
        <translation>In the list: fold and unfold a group; on its heading Enter or Space, too</translation>
    </message>
    <message>
        <source>在正在发生中：选一行；按它的按钮，或展开同类</source>
        <translation>In Happening: choose a line; press its button, or unfold its like</translation>
    </message>
    <message>
        <source>拖动时按住：不对齐到单元</source>
        <translation>Held while dragging: no snapping to cells</translation>
    </message>
    <message>
        <source>输入编号时：再加选一个，已选中的保留</source>
        <translation>While typing numbers: choose one more, the chosen stay</translation>
    </message>
    <message>
        <source>输入编号时：收起编号，选中的不变</source>
        <translation>While a number is typed: numbers away, the choice stays</translation>
    </message>
    <message>
        <source>画框时：移动框</source>
        <translation>While a frame is drawn: move it</translation>
    </message>
    <message>
        <source>画框时：放大或缩小框</source>
        <translation>While a frame is drawn: larger or smaller</translation>
    </message>
    <message>
        <source>画框时：只显示框里的部分</source>
        <translation>While a frame is drawn: show only what is in it</translation>
    </message>
    <message>
        <source>找场景时：到第一张场景卡</source>
        <translation>From the box for presets to the first card</translation>
    </message>
    <message>
        <source>在对话框中：保存，全部导入，设定，把此版设为最新</source>
        <translation>In dialogs: save, import all, set, make it the newest again</translation>
    </message>
    <message>
        <source>保存场景时：覆盖原来的场景</source>
        <translation>When saving a preset: replace the old one</translation>
    </message>
    <message>
        <source>在快捷键框中：选这个键，不调用场景</source>
        <translation>In the box of a preset&apos;s key: choose that key, apply nothing</translation>
    </message>
    <message>
        <source>问是否删除信号源时：从目录中删除</source>
        <translation>When asked about removing a source: take it out</translation>
    </message>
    <message>
        <source>在对话框中：Enter 按亮色的按钮，Esc 关闭</source>
        <translation>In dialogs: Enter presses the bright button, Esc closes</translation>
    </message>
    <message>
        <source>告警声检查时：听到了，没听到，再放一次</source>
        <translation>In the sound check: heard, not heard, play again</translation>
    </message>
    <message>
        <source>导入时：选择文件</source>
        <translation>When importing: choose a file</translation>
    </message>
    <message>
        <source>添加信号源时：测试，停止测试</source>
        <translation>When adding a source: test, stop the test</translation>
    </message>
    <message>
        <source>拖动时按住：与指针下的画面互换；放下时叠加</source>
        <translation>While dragging: swap with the picture under the pointer; a drop lies over it</translation>
    </message>
    <message>
        <source>单击加选画面；在空处拖出一个框</source>
        <translation>Click chooses more; or draw a box from an empty place</translation>
    </message>
    <message>
        <source>滚轮数字变焦，在选中的画面上；拖动看别处，双击复原</source>
        <translation>Wheel zooms the chosen picture; drag looks elsewhere, double click resets</translation>
    </message>
    <message>
        <source>放大到主画面；再按放回原位</source>
        <translation>Enlarge to the main area; again: back</translation>
    </message>
    <message>
        <source>互换选中的两个画面</source>
        <translation>Swap the two chosen pictures</translation>
    </message>
    <message>
        <source>分成四格</source>
        <translation>Split in 4</translation>
    </message>
    <message>
        <source>分成九格</source>
        <translation>Split in 9</translation>
    </message>
    <message>
        <source>显示方式：等比、裁切铺满、拉伸铺满</source>
        <translation>Fit: whole, fill and crop, stretch</translation>
    </message>
    <message>
        <source>数字变焦：放大画面局部</source>
        <translation>Digital zoom: nearer</translation>
    </message>
    <message>
        <source>数字变焦：缩小</source>
        <translation>Digital zoom: further</translation>
    </message>
    <message>
        <source>显示整幅画面</source>
        <translation>Show the whole picture</translation>
    </message>
    <message>
        <source>只显示画面的一部分：画一个框</source>
        <translation>Show only a part of the picture: draw a frame</translation>
    </message>
    <message>
        <source>变焦后看左边</source>
        <translation>Zoomed: look left</translation>
    </message>
    <message>
        <source>变焦后看右边</source>
        <translation>Zoomed: look right</translation>
    </message>
    <message>
        <source>变焦后看上边</source>
        <translation>Zoomed: look up</translation>
    </message>
    <message>
        <source>变焦后看下边</source>
        <translation>Zoomed: look down</translation>
    </message>
    <message>
        <source>左对齐</source>
        <translation>Align left</translation>
    </message>
    <message>
        <source>右对齐</source>
        <translation>Align right</translation>
    </message>
    <message>
        <source>上对齐</source>
        <translation>Align tops</translation>
    </message>
    <message>
        <source>下对齐</source>
        <translation>Align bottoms</translation>
    </message>
    <message>
        <source>置顶</source>
        <translation>To the front</translation>
    </message>
    <message>
        <source>置底</source>
        <translation>To the back</translation>
    </message>
    <message>
        <source>锁定或解锁：不移动、不替换；整屏场景和清屏除外</source>
        <translation>Lock or unlock: not moved or replaced, except by whole presets and clearing</translation>
    </message>
    <message>
        <source>重要画面：无信号时发声，最后才降级</source>
        <translation>Important: sounds when lost, gives up quality last</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>粘贴</source>
        <translation>Paste</translation>
    </message>
    <message>
        <source>选中全部画面</source>
        <translation>Choose all pictures</translation>
    </message>
    <message>
        <source>加选：用方向键选别的画面时保留它；再按不保留</source>
        <translation>Keep this picture chosen while the arrows choose others; again: no longer</translation>
    </message>
    <message>
        <source>对齐到单元、二分之一或三分之一</source>
        <translation>Snap to cells, halves or thirds</translation>
    </message>
    <message>
        <source>放上图片、时钟或滚动字幕</source>
        <translation>Put on a picture, clock or ticker</translation>
    </message>
    <message>
        <source>修改图片、时钟或滚动字幕</source>
        <translation>Change a picture, clock or ticker</translation>
    </message>
    <message>
        <source>待上墙里没有画面的：换成建议的信号源</source>
        <translation>In the draft, where no picture comes: take the source on offer</translation>
    </message>
    <message>
        <source>下墙</source>
        <translation>Take off the wall</translation>
    </message>
    <message>
        <source>分成四格；分成九格</source>
        <translation>Split in 4; in 9</translation>
    </message>
    <message>
        <source>数字变焦；显示整幅画面</source>
        <translation>Digital zoom; the whole picture</translation>
    </message>
    <message>
        <source>变焦后看别处</source>
        <translation>Zoomed: look elsewhere</translation>
    </message>
    <message>
        <source>选中的几个画面对齐</source>
        <translation>Align the chosen pictures</translation>
    </message>
    <message>
        <source>置顶；置底</source>
        <translation>To the front; to the back</translation>
    </message>
    <message>
        <source>复制；粘贴</source>
        <translation>Copy; paste</translation>
    </message>
    <message>
        <source>场景与上墙</source>
        <translation>Presets and take</translation>
    </message>
    <message>
        <source>所有快捷键</source>
        <translation>All keys</translation>
    </message>
    <message>
        <source>打开或关闭待上墙</source>
        <translation>Open or close the draft</translation>
    </message>
    <message>
        <source>待上墙的画面一次上墙</source>
        <translation>Take: the draft goes up at once</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>隐藏或显示大屏上的画面名称</source>
        <translation>Hide or show the names on the wall</translation>
    </message>
    <message>
        <source>小屏幕上切换两块画布</source>
        <translation>Switch boards on a small screen</translation>
    </message>
    <message>
        <source>操作台</source>
        <translation>Desk</translation>
    </message>
    <message>
        <source>直接上墙：拖放、场景、清屏立即上墙，或先进入待上墙</source>
        <translation>Direct: drops, presets and clearing act at once, or go into the draft first</translation>
    </message>
    <message>
        <source>清屏：撤下所有画面，锁定的也撤下，可以撤销</source>
        <translation>Clear the wall: take all pictures off, locked ones too; can be undone</translation>
    </message>
    <message>
        <source>显示或隐藏信号源</source>
        <translation>Show or hide the sources</translation>
    </message>
    <message>
        <source>显示或隐藏正在发生</source>
        <translation>Show or hide what is happening</translation>
    </message>
    <message>
        <source>信号源大小：正常、大、小</source>
        <translation>Size of the sources: usual, large, small</translation>
    </message>
    <message>
        <source>正在发生大小：正常、大、小</source>
        <translation>Size of what is happening: usual, large, small</translation>
    </message>
    <message>
        <source>信号源换位置：左侧、画布下方、右侧</source>
        <translation>Sources: left, below the boards, right</translation>
    </message>
    <message>
        <source>正在发生换位置：左侧、画布下方、右侧</source>
        <translation>Happening: left, below the boards, right</translation>
    </message>
    <message>
        <source>信号源浮动为单独的窗口，或收回</source>
        <translation>Sources in a window of their own, or back</translation>
    </message>
    <message>
        <source>正在发生浮动为单独的窗口，或收回</source>
        <translation>Happening in a window of its own, or back</translation>
    </message>
    <message>
        <source>恢复所有分区：位置、大小、显示</source>
        <translation>All zones as delivered: place, size, shown</translation>
    </message>
    <message>
        <source>中文 / English</source>
        <translation>中文 / English</translation>
    </message>
    <message>
        <source>看下一条没读的提示</source>
        <translation>Show the next unread notice</translation>
    </message>
    <message>
        <source>在场景卡上：调用这个场景</source>
        <translation>On a preset&apos;s card: apply it</translation>
    </message>
    <message>
        <source>在场景卡上：作为待上墙修改</source>
        <translation>On a preset&apos;s card: edit it as a draft</translation>
    </message>
    <message>
        <source>在场景卡上：改名，换快捷键</source>
        <translation>On a preset&apos;s card: change its name or key</translation>
    </message>
    <message>
        <source>在场景卡上：看各个版本</source>
        <translation>On a preset&apos;s card: its versions</translation>
    </message>
    <message>
        <source>在场景卡上：导出为文件</source>
        <translation>On a preset&apos;s card: export it to a file</translation>
    </message>
    <message>
        <source>在场景卡上：删除，可以恢复</source>
        <translation>On a preset&apos;s card: delete it; it can be restored</translation>
    </message>
    <message>
        <source>左移</source>
        <translation>Move left</translation>
    </message>
    <message>
        <source>右移</source>
        <translation>Move right</translation>
    </message>
    <message>
        <source>上移</source>
        <translation>Move up</translation>
    </message>
    <message>
        <source>下移</source>
        <translation>Move down</translation>
    </message>
    <message>
        <source>右边缘向左</source>
        <translation>Right edge to the left</translation>
    </message>
    <message>
        <source>右边缘向右</source>
        <translation>Right edge to the right</translation>
    </message>
    <message>
        <source>下边缘向上</source>
        <translation>Lower edge up</translation>
    </message>
    <message>
        <source>下边缘向下</source>
        <translation>Lower edge down</translation>
    </message>
    <message>
        <source>左边缘向左</source>
        <translation>Left edge to the left</translation>
    </message>
    <message>
        <source>左边缘向右</source>
        <translation>Left edge to the right</translation>
    </message>
    <message>
        <source>上边缘向上</source>
        <translation>Upper edge up</translation>
    </message>
    <message>
        <source>上边缘向下</source>
        <translation>Upper edge down</translation>
    </message>
</context>
<context>
    <name>Neighbours</name>
    <message>
        <source>新增 {name}</source>
        <translation>new: {name}</translation>
    </message>
    <message>
        <source>移动 {name}</source>
        <translation>moved: {name}</translation>
    </message>
    <message>
        <source>换上 {name}</source>
        <translation>replaced by: {name}</translation>
    </message>
    <message>
        <source>下墙 {name}</source>
        <translation>off: {name}</translation>
    </message>
    <message>
        <source>{who} 也在改这个场景</source>
        <translation>{who} prepares this preset too</translation>
    </message>
    <message>
        <source>没有可以撤销的改动。</source>
        <translation>There is nothing to undo.</translation>
    </message>
    <message>
        <source>未执行：别人刚改过大屏。{who} 在 {when}：{what}。</source>
        <translation>Not done: somebody else has just changed the wall. {who} at {when}: {what}. </translation>
    </message>
    <message>
        <source>换了画面</source>
        <translation>other pictures</translation>
    </message>
    <message>
        <source>未撤销：大屏是别的席位改的。{who} 在 {when}：{what}。请对方撤销，或换上要看的画面。</source>
        <translation>Not undone: another seat changed the wall. {who} at {when}: {what}. Let them undo it, or put up what you want to see.</translation>
    </message>
    <message>
        <source>请看过现在的画面再做一次。</source>
        <translation>Look at the wall as it is now, then do it again.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>与服务器没有联系，未执行。</source>
        <translation>Not done: no link to the server.</translation>
    </message>
    <message>
        <source>恢复联系后请再做一次。</source>
        <translation>Do it again once the link is back.</translation>
    </message>
    <message>
        <source>联系在服务器答复之前断了，不知道是否已执行。</source>
        <translation>The link was lost before the server answered: nobody knows whether it was done.</translation>
    </message>
    <message>
        <source>恢复联系后请看过现在的画面，需要时再做一次。</source>
        <translation>Once the link is back, look at the wall, and do it again if need be.</translation>
    </message>
    <message>
        <source>未执行：场景已经是另一版。</source>
        <translation>Not done: the preset is another version now.</translation>
    </message>
    <message>
        <source>未执行：别人刚改过大屏。</source>
        <translation>Not done: somebody else has just changed the wall.</translation>
    </message>
    <message>
        <source>未执行：别人刚改过大屏。请看过现在的画面再做一次。</source>
        <translation>Not done: somebody else has just changed the wall. Look at it, then do it again.</translation>
    </message>
    <message>
        <source>未执行：没有这项权限。</source>
        <translation>Not done: you have no right to do this.</translation>
    </message>
    <message>
        <source>未执行：找不到。</source>
        <translation>Not done: not found.</translation>
    </message>
    <message>
        <source>未执行：内容不符合要求。</source>
        <translation>Not done: not accepted as it is.</translation>
    </message>
    <message>
        <source>未执行：暂时不可用，稍后再试。</source>
        <translation>Not done: not available now, try again later.</translation>
    </message>
    <message>
        <source>未执行。</source>
        <translation>Not done.</translation>
    </message>
    <message>
        <source>{text} {work}</source>
        <translation>{text} {work}</translation>
    </message>
    <message>
        <source>{lead}{said}</source>
        <translation>{lead} {said}</translation>
    </message>
    <message>
        <source>锁定的画面也撤下了：{names}。按 Ctrl+Z 恢复原来的画面。</source>
        <translation>Locked pictures were taken off, too: {names}. Ctrl+Z brings back what was there.</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>{names} 等 {count} 个</source>
        <translation>{names}, {count} in all</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>还有 {count} 条</source>
        <translation>{count} more</translation>
    </message>
    <message>
        <source>看下一条没读的提示</source>
        <translation>Show the next unread notice</translation>
    </message>
    <message>
        <source>共 {count} 次</source>
        <translation>{count} times</translation>
    </message>
    <message>
        <source>知道了 Esc</source>
        <translation>Dismiss Esc</translation>
    </message>
    <message>
        <source>收起这条提示 (Esc)</source>
        <translation>Put this notice away (Esc)</translation>
    </message>
</context>
<context>
    <name>OfficerDialog</name>
    <message>
        <source>谁在值班</source>
        <translation>Who is on duty</translation>
    </message>
    <message>
        <source>在这里值过班的人</source>
        <translation>Who has been on duty here</translation>
    </message>
    <message>
        <source>正在从磁盘读取值过班的人；名字也可以直接输入</source>
        <translation>Reading from disk who has sat here; a name can also be typed</translation>
    </message>
    <message>
        <source>新名字</source>
        <translation>New name</translation>
    </message>
    <message>
        <source>这里没有记录过别的名字。在下面输入您的名字，按 Enter。</source>
        <translation>No other names are known here. Type your name below and press Enter.</translation>
    </message>
    <message>
        <source>名字里有看不见的字符，请重新输入</source>
        <translation>The name has letters that cannot be seen; type it anew</translation>
    </message>
    <message>
        <source>先输入名字</source>
        <translation>Type a name first</translation>
    </message>
    <message>
        <source>换班：{name} Enter</source>
        <translation>Take over: {name} Enter</translation>
    </message>
    <message>
        <source>换班 Enter</source>
        <translation>Take over Enter</translation>
    </message>
    <message>
        <source>取消 Esc</source>
        <translation>Cancel Esc</translation>
    </message>
</context>
<context>
    <name>PanelHead</name>
    <message>
        <source>拖到左侧、右侧或下方停靠，拖到别处浮动；双击浮动或收回</source>
        <translation>Drag to the left, right or bottom to dock, elsewhere to float; double click floats or takes back</translation>
    </message>
    <message>
        <source>位置 ▾</source>
        <translation>Place ▾</translation>
    </message>
    <message>
        <source>停靠、浮动、隐藏</source>
        <translation>Dock, float, hide</translation>
    </message>
    <message>
        <source>收回到操作台</source>
        <translation>Take back into the desk</translation>
    </message>
    <message>
        <source>隐藏</source>
        <translation>Hide</translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <source>没有这样的场景</source>
        <translation>No such preset</translation>
    </message>
    <message>
        <source>正在读取场景…</source>
        <translation>Reading the presets…</translation>
    </message>
    <message>
        <source>还没有场景：放好画面后按 Ctrl+S 保存</source>
        <translation>No presets yet: put pictures up and press Ctrl+S</translation>
    </message>
    <message>
        <source>场景</source>
        <translation>Presets</translation>
    </message>
</context>
<context>
    <name>PresetCard</name>
    <message>
        <source>不适合本大屏的形状</source>
        <translation>Not drawn for this wall</translation>
    </message>
    <message>
        <source>没有画面：{names}</source>
        <translation>No picture: {names}</translation>
    </message>
    <message>
        <source>快捷键 {key}</source>
        <translation>Key {key}</translation>
    </message>
</context>
<context>
    <name>PresetSavePanel</name>
    <message>
        <source>保存的是：</source>
        <translation>What is saved:</translation>
    </message>
    <message>
        <source>当前大屏 LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>待上墙 DRAFT</source>
        <translation>DRAFT</translation>
    </message>
    <message>
        <source>保存场景</source>
        <translation>Save preset</translation>
    </message>
    <message>
        <source>场景名称</source>
        <translation>Name of the preset</translation>
    </message>
    <message>
        <source>事件类型</source>
        <translation>Type of incident</translation>
    </message>
    <message>
        <source>快捷键</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>按 F2 到 F12 或 1 到 0 也可以选；别的场景的键不在这里</source>
        <translation>Or press F2 to F12 or 1 to 0; keys of other presets are not offered</translation>
    </message>
    <message>
        <source>局部场景：只含选中的 {count} 个画面，其他单元不动</source>
        <translation>Partial: only the {count} chosen windows, other cells stay as they are</translation>
    </message>
    <message>
        <source>存为新场景 Enter</source>
        <translation>Save as new Enter</translation>
    </message>
    <message>
        <source>取消 Esc</source>
        <translation>Cancel Esc</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>名称和快捷键</source>
        <translation>Name and key</translation>
    </message>
    <message>
        <source>保存 Enter</source>
        <translation>Save Enter</translation>
    </message>
    <message>
        <source>先写上名称</source>
        <translation>Write a name first</translation>
    </message>
</context>
<context>
    <name>PresetTools</name>
    <message>
        <source>场景</source>
        <translation>Presets</translation>
    </message>
    <message>
        <source>保存、导入和恢复场景</source>
        <translation>Save, import and bring back presets</translation>
    </message>
    <message>
        <source>找场景</source>
        <translation>Find preset</translation>
    </message>
    <message>
        <source>按名称、类型或事件编码找场景</source>
        <translation>Find presets by name, type or incident code</translation>
    </message>
    <message>
        <source>只看一类事件的场景</source>
        <translation>Only presets of one type of incident</translation>
    </message>
</context>
<context>
    <name>PresetVersionsPanel</name>
    <message>
        <source>最新</source>
        <translation>newest</translation>
    </message>
    <message>
        <source>「{name}」的版本</source>
        <translation>Versions of &quot;{name}&quot;</translation>
    </message>
    <message>
        <source>正在读取版本…</source>
        <translation>Reading versions…</translation>
    </message>
    <message>
        <source>在待上墙里看 Enter</source>
        <translation>Look at it in the draft Enter</translation>
    </message>
    <message>
        <source>把此版设为最新 {key}</source>
        <translation>Make it the newest again {key}</translation>
    </message>
    <message>
        <source>关闭 Esc</source>
        <translation>Close Esc</translation>
    </message>
    <message>
        <source>第 {version} 版</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>已删除</source>
        <translation>deleted</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>没有画面可以保存：先放上画面。</source>
        <translation>There is nothing to save: put pictures up first.</translation>
    </message>
    <message>
        <source>场景 {when}</source>
        <translation>Preset {when}</translation>
    </message>
    <message>
        <source>覆盖「{name}」第 {version} 版</source>
        <translation>Replace &quot;{name}&quot;, version {version}</translation>
    </message>
    <message>
        <source>（{who} {when} 保存）</source>
        <translation> (saved by {who}, {when})</translation>
    </message>
    <message>
        <source>已经有同名的场景：换一个名称，或按下面的按钮覆盖它。</source>
        <translation>There is a preset of that name: choose another name, or replace it with the button below.</translation>
    </message>
    <message>
        <source>没有保存：这个场景刚被删除。</source>
        <translation>Not saved: this preset was deleted just now.</translation>
    </message>
    <message>
        <source>已经有同名的场景，换一个名称。</source>
        <translation>A preset of that name exists: choose another one.</translation>
    </message>
    <message>
        <source>{key} 没有场景。在一张场景卡上按 R，可以把这个键给它。</source>
        <translation>{key} has no preset. Press R on a preset&apos;s card to give it this key.</translation>
    </message>
    <message>
        <source>{key} 的场景「{name}」不适合本大屏的形状，没有执行。</source>
        <translation>{key} is &quot;{name}&quot;, which is not drawn for this wall: nothing was done.</translation>
    </message>
    <message>
        <source>数字键在画布和场景栏里才调用场景：{key} 是「{name}」。按 Ctrl+G 到画布再按一次。</source>
        <translation>Figures apply presets on the boards and the preset strip only: {key} is &quot;{name}&quot;. Press Ctrl+G, then the key again.</translation>
    </message>
    <message>
        <source>场景「{name}」已保存：第 {version} 版，快捷键 {key}。</source>
        <translation>Preset &quot;{name}&quot; saved: version {version}, key {key}.</translation>
    </message>
    <message>
        <source>场景「{name}」已保存：第 {version} 版，没有快捷键。</source>
        <translation>Preset &quot;{name}&quot; saved: version {version}, without a key.</translation>
    </message>
    <message>
        <source>它原来的快捷键 {key} 已属于「{name}」。</source>
        <translation> Its key {key} belongs to &quot;{name}&quot; now.</translation>
    </message>
    <message>
        <source>快捷键 {key} 已属于「{name}」。换一个键，或先在那张场景卡上按 R 改掉它。</source>
        <translation>Key {key} belongs to &quot;{name}&quot;. Choose another one, or first change it there: R on its card.</translation>
    </message>
    <message>
        <source>场景「{name}」已删除。按 {key} 可以恢复。</source>
        <translation>Preset &quot;{name}&quot; is deleted. {key} brings it back.</translation>
    </message>
    <message>
        <source>快捷键 {key} 空出，不会自动换成别的场景。</source>
        <translation> Key {key} is free; no other preset gets it by itself.</translation>
    </message>
    <message>
        <source>导出场景</source>
        <translation>Export preset</translation>
    </message>
    <message>
        <source>导入场景文件</source>
        <translation>Import preset files</translation>
    </message>
    <message>
        <source>场景文件 (*.toml)</source>
        <translation>Preset files (*.toml)</translation>
    </message>
    <message>
        <source>场景「{name}」没有保存：{first}。{work}</source>
        <translation>Preset &quot;{name}&quot; was not saved: {first}. {work}</translation>
    </message>
    <message>
        <source>场景「{name}」没有删除：{first}。看过那一版再删。</source>
        <translation>Preset &quot;{name}&quot; was not deleted: {first}. Look at that one before you delete it.</translation>
    </message>
    <message>
        <source>没有导入：编号已存在的场景 {names}。改文件里的 id，或先删除原来的场景。</source>
        <translation>Nothing was imported: these ids are there already: {names}. Change the id in the file, or delete the preset first.</translation>
    </message>
    <message>
        <source>场景已导出到 {path}</source>
        <translation>Preset exported to {path}</translation>
    </message>
    <message>
        <source>场景已导出到 {path}，原来的文件留在 {kept}</source>
        <translation>Preset exported to {path}; the file that was there is kept as {kept}</translation>
    </message>
    <message>
        <source>文件有问题，没有改动任何场景：{why}</source>
        <translation>The file is wrong, no preset was changed: {why}</translation>
    </message>
    <message>
        <source>已经有第 {version} 版</source>
        <translation>there is a version {version} already</translation>
    </message>
    <message>
        <source>{who} 在 {when} 已存为第 {version} 版</source>
        <translation>{who} saved version {version} at {when}</translation>
    </message>
    <message>
        <source>你的画面还在打开的待上墙里：看过那一版再覆盖它，或换一个名称另存。</source>
        <translation>Your pictures are still in the open draft: look at that version, then replace it, or save under another name.</translation>
    </message>
    <message>
        <source>你的画面还在待上墙里（Ctrl+D）：看过那一版再覆盖它，或换一个名称另存。</source>
        <translation>Your pictures are still in the draft (Ctrl+D): look at that version, then replace it, or save under another name.</translation>
    </message>
    <message>
        <source>你的画面还在大屏上：看过那一版再覆盖它，或换一个名称另存。</source>
        <translation>Your pictures are still on the wall: look at that version, then replace it, or save under another name.</translation>
    </message>
    <message>
        <source>你写的名称还在这里：看过那一版再改名。</source>
        <translation>The name you wrote is still here: look at that version before you rename it.</translation>
    </message>
    <message>
        <source>看过那一版再做一次。</source>
        <translation>Look at that version, then do it again.</translation>
    </message>
    <message>
        <source>保存画面为场景…</source>
        <translation>Save pictures as preset…</translation>
    </message>
    <message>
        <source>导入场景文件…</source>
        <translation>Import preset files…</translation>
    </message>
    <message>
        <source>恢复刚删除的场景</source>
        <translation>Bring back the deleted preset</translation>
    </message>
    <message>
        <source>改名、快捷键…</source>
        <translation>Name and key…</translation>
    </message>
    <message>
        <source>上墙</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>放进待上墙，不上墙</source>
        <translation>Put into draft, not on wall</translation>
    </message>
    <message>
        <source>作为待上墙修改</source>
        <translation>Edit as draft</translation>
    </message>
    <message>
        <source>版本…</source>
        <translation>Versions…</translation>
    </message>
    <message>
        <source>导出为文件…</source>
        <translation>Export as file…</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>全部类型</source>
        <translation>All types</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>other</translation>
    </message>
    <message>
        <source>日常</source>
        <translation>Everyday</translation>
    </message>
    <message>
        <source>自然灾害</source>
        <translation>Natural disasters</translation>
    </message>
    <message>
        <source>事故灾难</source>
        <translation>Accidents</translation>
    </message>
    <message>
        <source>公共卫生</source>
        <translation>Health</translation>
    </message>
    <message>
        <source>社会安全</source>
        <translation>Public order</translation>
    </message>
    <message>
        <source>本操作台没有刚删除的场景可以恢复。</source>
        <translation>No preset was deleted at this desk that could be restored.</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>正在取画面 …</source>
        <translation>Fetching a picture …</translation>
    </message>
    <message>
        <source>排队等候</source>
        <translation>waiting for its turn</translation>
    </message>
    <message>
        <source>{age} 前</source>
        <translation>{age} ago</translation>
    </message>
</context>
<context>
    <name>Refusal</name>
    <message>
        <source>信号源 {a}（{b}）</source>
        <translation>Source {a} ({b})</translation>
    </message>
    <message>
        <source>信号源 {a}</source>
        <translation>Source {a}</translation>
    </message>
    <message>
        <source>场景 {a} 的画面位 {b}</source>
        <translation>Preset {a}, place {b}</translation>
    </message>
    <message>
        <source>场景 {a}</source>
        <translation>Preset {a}</translation>
    </message>
    <message>
        <source>场景</source>
        <translation>Presets</translation>
    </message>
    <message>
        <source>版本 {a}</source>
        <translation>Revision {a}</translation>
    </message>
    <message>
        <source>显示单元 {a}</source>
        <translation>Cell {a}</translation>
    </message>
    <message>
        <source>窗口 {a} 的原位</source>
        <translation>The first place of window {a}</translation>
    </message>
    <message>
        <source>窗口 {a}</source>
        <translation>Window {a}</translation>
    </message>
    <message>
        <source>布局</source>
        <translation>Layout</translation>
    </message>
    <message>
        <source>{a} 的待上墙</source>
        <translation>The draft of {a}</translation>
    </message>
    <message>
        <source>待上墙</source>
        <translation>Draft</translation>
    </message>
    <message>
        <source>信号源目录</source>
        <translation>Source catalogue</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>上墙</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>取消上墙</source>
        <translation>calling off</translation>
    </message>
    <message>
        <source>移回原位</source>
        <translation>Move back</translation>
    </message>
    <message>
        <source>移到其他显示单元</source>
        <translation>Move to other cells</translation>
    </message>
    <message>
        <source>全部就绪才上墙</source>
        <translation>All or nothing</translation>
    </message>
    <message>
        <source>查看信号源</source>
        <translation>Look at the source</translation>
    </message>
    <message>
        <source>服务器的回答</source>
        <translation>The server&apos;s answer</translation>
    </message>
    <message>
        <source>大屏截图</source>
        <translation>Picture of the wall</translation>
    </message>
    <message>
        <source>请求</source>
        <translation>Request</translation>
    </message>
    <message>
        <source>服务器磁盘 {a}</source>
        <translation>The server&apos;s disk {a}</translation>
    </message>
    <message>
        <source>大屏</source>
        <translation>Wall</translation>
    </message>
    <message>
        <source>输出口 {a}</source>
        <translation>Output {a}</translation>
    </message>
    <message>
        <source>监视屏 {a}</source>
        <translation>Monitor {a}</translation>
    </message>
    <message>
        <source>示例城市</source>
        <translation>Sample city</translation>
    </message>
    <message>
        <source>服务器</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>没有这个信号源</source>
        <translation>there is no such source</translation>
    </message>
    <message>
        <source>没有这个场景</source>
        <translation>there is no such preset</translation>
    </message>
    <message>
        <source>超出大屏（{rows} 排 {cols} 列）</source>
        <translation>reaches beyond the wall ({rows} rows, {cols} columns)</translation>
    </message>
    <message>
        <source>程序错误，请告知管理员</source>
        <translation>a fault of the program, tell the administrator</translation>
    </message>
    <message>
        <source>{who} 没有这项权限</source>
        <translation>{who} has no right to this</translation>
    </message>
    <message>
        <source>没有可以撤销的操作</source>
        <translation>there is nothing to undo</translation>
    </message>
    <message>
        <source>版本 {a} 由 {b} 上墙，不是 {c}</source>
        <translation>revision {a} was taken by {b}, not by {c}</translation>
    </message>
    <message>
        <source>有 {n} 个窗口，最多 {most} 个</source>
        <translation>{n} windows, the limit is {most}</translation>
    </message>
    <message>
        <source>太小，看不清</source>
        <translation>too small to see</translation>
    </message>
    <message>
        <source>这个场景不是为本大屏（{shape}）画的，只适用于 {shapes}</source>
        <translation>this preset is not drawn for this wall ({shape}), only for {shapes}</translation>
    </message>
    <message>
        <source>版本 {a} 由 {who} 上墙，只能在那个席位撤销</source>
        <translation>revision {a} was taken by {who}, only that seat can undo it</translation>
    </message>
    <message>
        <source>没有正在等待的上墙，也没有预加载</source>
        <translation>no take is waiting and nothing is armed</translation>
    </message>
    <message>
        <source>{who} 正在上墙或已预加载，只能在那个席位取消</source>
        <translation>{who} is taking or has armed, and only that seat calls it off</translation>
    </message>
    <message>
        <source>已取消，大屏没有改变</source>
        <translation>called off, the wall is as it was</translation>
    </message>
    <message>
        <source>还有 {n} 个窗口</source>
        <translation>{n} windows are still on it</translation>
    </message>
    <message>
        <source>正在上墙</source>
        <translation>a take is under way</translation>
    </message>
    <message>
        <source>给了两个显示单元</source>
        <translation>is given to two cells</translation>
    </message>
    <message>
        <source>不在 {shape} 的大屏上</source>
        <translation>is not on a wall of {shape}</translation>
    </message>
    <message>
        <source>显示的部分不在 {shape} 的大屏上</source>
        <translation>shows what a wall of {shape} does not have</translation>
    </message>
    <message>
        <source>这台服务器没有站点文件夹</source>
        <translation>this server has no site folder</translation>
    </message>
    <message>
        <source>已有 {n} 路信号源</source>
        <translation>{n} sources are there already</translation>
    </message>
    <message>
        <source>{who} 刚刚上墙了版本 {a}</source>
        <translation>{who} has just taken revision {a}</translation>
    </message>
    <message>
        <source>{windows} 个窗口中 {ready} 个就绪，没有就绪：{late}；大屏没有改动</source>
        <translation>{ready} of {windows} windows were ready, missing: {late}; the wall was not changed</translation>
    </message>
    <message>
        <source>全部就绪之前又有一次上墙；大屏没有改动</source>
        <translation>another take came before all were ready; the wall was not changed</translation>
    </message>
    <message>
        <source>这个编号已经有了</source>
        <translation>this id is taken</translation>
    </message>
    <message>
        <source>将超过 {most} 路信号源</source>
        <translation>there would be more than {most} sources</translation>
    </message>
    <message>
        <source>出现了两次</source>
        <translation>is there twice</translation>
    </message>
    <message>
        <source>有密码，但没有对应的信号源</source>
        <translation>there is a password, but no source for it</translation>
    </message>
    <message>
        <source>编号或席位名超过 {most} 个字</source>
        <translation>an id or seat has more than {most} characters</translation>
    </message>
    <message>
        <source>同时提出的请求超过 {most} 个</source>
        <translation>more than {most} requests at once</translation>
    </message>
    <message>
        <source>太大：{bytes} 字节，最多 {most}</source>
        <translation>too large: {bytes} bytes, at most {most}</translation>
    </message>
    <message>
        <source>太多：{n} 份，最多 {most}</source>
        <translation>too much: {n} parts, at most {most}</translation>
    </message>
    <message>
        <source>没有渲染节点连接</source>
        <translation>no render node is connected</translation>
    </message>
    <message>
        <source>没有渲染进程可用</source>
        <translation>no renderer can be reached</translation>
    </message>
    <message>
        <source>{s} 秒内没有显示单元送来画面</source>
        <translation>no cell sent its picture within {s} s</translation>
    </message>
    <message>
        <source>网络太慢</source>
        <translation>the network is too slow</translation>
    </message>
    <message>
        <source>域名服务器 {s} 秒内没有应答</source>
        <translation>no name server answered within {s} s</translation>
    </message>
    <message>
        <source>排队超过 {s} 秒</source>
        <translation>it waited for more than {s} s</translation>
    </message>
    <message>
        <source>已由操作者结束</source>
        <translation>it was ended by whoever asked for it</translation>
    </message>
    <message>
        <source>{who} 刚刚改过</source>
        <translation>{who} has just changed it</translation>
    </message>
    <message>
        <source>已不在：刚刚已上墙或关闭</source>
        <translation>is gone: it has just been taken or closed</translation>
    </message>
    <message>
        <source>已有第 {a} 版，由 {who} 保存</source>
        <translation>version {a} is there, saved by {who}</translation>
    </message>
    <message>
        <source>已有第 {a} 版</source>
        <translation>version {a} is there</translation>
    </message>
    <message>
        <source>没有名称</source>
        <translation>has no name</translation>
    </message>
    <message>
        <source>没有画面位</source>
        <translation>has no places</translation>
    </message>
    <message>
        <source>快捷键 {key} 已属于 {who}</source>
        <translation>key {key} belongs to {who}</translation>
    </message>
    <message>
        <source>{key} 不是场景的快捷键</source>
        <translation>{key} is no key that calls presets</translation>
    </message>
    <message>
        <source>画面位超过 {most} 个</source>
        <translation>has more than {most} places</translation>
    </message>
    <message>
        <source>窗口超过 {most} 个</source>
        <translation>has more than {most} windows</translation>
    </message>
    <message>
        <source>已有 {n} 个席位在准备</source>
        <translation>{n} seats prepare already</translation>
    </message>
    <message>
        <source>已有 {n} 个</source>
        <translation>there are {n} already</translation>
    </message>
    <message>
        <source>大屏没有这个显示单元</source>
        <translation>the wall has no such cell</translation>
    </message>
    <message>
        <source>没有要移动的窗口</source>
        <translation>there is no window to move</translation>
    </message>
    <message>
        <source>仍有显示单元没有恢复：{a}</source>
        <translation>cells are not back yet: {a}</translation>
    </message>
    <message>
        <source>没有窗口移到过其他显示单元</source>
        <translation>no windows were moved to other cells</translation>
    </message>
    <message>
        <source>移动之后 {who} 又上墙了版本 {a}</source>
        <translation>{who} took revision {a} after they were moved</translation>
    </message>
    <message>
        <source>磁盘已满：没有改动，大屏照常</source>
        <translation>the disk is full: nothing was changed, the wall goes on</translation>
    </message>
    <message>
        <source>无法写入：{a}</source>
        <translation>cannot be written: {a}</translation>
    </message>
    <message>
        <source>媒体文件夹无法读取：{a}</source>
        <translation>the media folder cannot be read: {a}</translation>
    </message>
    <message>
        <source>请在场景栏里选一个</source>
        <translation>Choose one in the preset bar</translation>
    </message>
    <message>
        <source>请在信号源列表里选一路</source>
        <translation>Choose one in the list of sources</translation>
    </message>
    <message>
        <source>请看过现在的大屏再做一次</source>
        <translation>Look at the wall as it is now, then do it again</translation>
    </message>
    <message>
        <source>请减少一些</source>
        <translation>Take some out</translation>
    </message>
    <message>
        <source>请移入大屏或缩小</source>
        <translation>Move it onto the wall, or make it smaller</translation>
    </message>
    <message>
        <source>请看右侧的运行状态</source>
        <translation>See how things run, on the right</translation>
    </message>
    <message>
        <source>请稍后再试</source>
        <translation>Try again later</translation>
    </message>
    <message>
        <source>请联系管理员</source>
        <translation>Ask the administrator</translation>
    </message>
    <message>
        <source>请另存为新场景</source>
        <translation>Save it as a new preset</translation>
    </message>
    <message>
        <source>请直接上墙想看的画面</source>
        <translation>Put up what you want to see</translation>
    </message>
    <message>
        <source>请与 {who} 联系，或直接上墙想看的画面</source>
        <translation>Ask {who}, or put up what you want to see</translation>
    </message>
    <message>
        <source>宽和高至少 {side} 个单元</source>
        <translation>Width and height: at least {side} cells</translation>
    </message>
    <message>
        <source>请为 {shape} 另画一份，或换一个场景</source>
        <translation>Draw it for {shape}, or take another preset</translation>
    </message>
    <message>
        <source>请看大屏；撤销可以恢复原来的画面</source>
        <translation>look at the wall; undo brings back what was there</translation>
    </message>
    <message>
        <source>请在席位 {a} 取消</source>
        <translation>have it called off at seat {a}</translation>
    </message>
    <message>
        <source>请看过现在的内容再改</source>
        <translation>Look at it as it is now, then change it</translation>
    </message>
    <message>
        <source>请处理这些信号源，或不要求全部就绪再上墙</source>
        <translation>See to these sources, or take without all-or-nothing</translation>
    </message>
    <message>
        <source>请换一个编号，或用导入覆盖</source>
        <translation>Choose another id, or import over it</translation>
    </message>
    <message>
        <source>请去掉一个</source>
        <translation>Take one of them out</translation>
    </message>
    <message>
        <source>请去掉</source>
        <translation>Take it out</translation>
    </message>
    <message>
        <source>请改短</source>
        <translation>Shorten it</translation>
    </message>
    <message>
        <source>请换一条网络再试</source>
        <translation>Try again on a better line</translation>
    </message>
    <message>
        <source>请直接写 IP 地址</source>
        <translation>Write its IP address</translation>
    </message>
    <message>
        <source>请联系管理员开放网段</source>
        <translation>Ask the administrator for the network</translation>
    </message>
    <message>
        <source>请看过那一版再替换，或换一个名称</source>
        <translation>Look at that version before you replace it, or choose another name</translation>
    </message>
    <message>
        <source>请填写名称</source>
        <translation>Give it a name</translation>
    </message>
    <message>
        <source>请换一个键，或先在那个场景上改掉它</source>
        <translation>choose another key, or first change it on that preset</translation>
    </message>
    <message>
        <source>请选 F2 到 F12、1 到 0，或不设快捷键</source>
        <translation>choose one of F2 to F12 or 1 to 0, or none</translation>
    </message>
    <message>
        <source>请至少放入一个画面</source>
        <translation>Put at least one picture into it</translation>
    </message>
    <message>
        <source>请先关闭一个</source>
        <translation>Close one of them first</translation>
    </message>
    <message>
        <source>请重新准备</source>
        <translation>Prepare a new one</translation>
    </message>
    <message>
        <source>请先删除一个场景</source>
        <translation>Delete a preset first</translation>
    </message>
    <message>
        <source>显示单元都正常；需要位置时请先撤下可以不看的画面</source>
        <translation>The cells are well; if there is no room, take windows off that may go</translation>
    </message>
    <message>
        <source>请等它们恢复，或再移一次：能回去的先回去</source>
        <translation>Wait until they are back, or move once more: what can go back does</translation>
    </message>
    <message>
        <source>请看过现在的大屏；撤销可以一步步退回</source>
        <translation>Look at the wall as it is now; undo goes back step by step</translation>
    </message>
    <message>
        <source>请管理员清理磁盘；之后自动恢复</source>
        <translation>The administrator must free some space; it goes on by itself then</translation>
    </message>
    <message>
        <source>请在席位 {a} 撤销，或直接上墙想看的画面</source>
        <translation>Undo it at seat {a}, or put up what you want to see</translation>
    </message>
    <message>
        <source>请先清屏，再设置大屏</source>
        <translation>Clear the wall first, then set it</translation>
    </message>
    <message>
        <source>请给每个单元各配一个</source>
        <translation>Give each cell one of its own</translation>
    </message>
    <message>
        <source>请改小</source>
        <translation>Make it smaller</translation>
    </message>
    <message>
        <source>请去掉它的输出口</source>
        <translation>Leave its output out</translation>
    </message>
    <message>
        <source>请先移动它</source>
        <translation>Move it first</translation>
    </message>
    <message>
        <source>请在新的空站点上试</source>
        <translation>Try it on a new, empty site</translation>
    </message>
    <message>
        <source>请管理员检查磁盘</source>
        <translation>The administrator must see to the disk</translation>
    </message>
    <message>
        <source>版本与服务器不同，请安装同一版本</source>
        <translation>another version than the server&apos;s, install the same one</translation>
    </message>
    <message>
        <source>服务器没有本席位的密钥，请管理员登记</source>
        <translation>the server does not know this seat&apos;s key, the administrator must enrol it</translation>
    </message>
    <message>
        <source>连接权限已被收回，请联系管理员</source>
        <translation>the right to connect was taken back, ask the administrator</translation>
    </message>
    <message>
        <source>这把密钥的连接太多，请关闭其他操作台</source>
        <translation>too many connections with this key, close another desk</translation>
    </message>
    <message>
        <source>密钥交换失败：服务器已停止，或密钥不符</source>
        <translation>the exchange of keys failed: the server stopped, or it has another key</translation>
    </message>
    <message>
        <source>{what}：{why}</source>
        <translation>{what}: {why}</translation>
    </message>
    <message>
        <source>{text}。{todo}。</source>
        <translation>{text}. {todo}.</translation>
    </message>
</context>
<context>
    <name>Remedy</name>
    <message>
        <source>没有失效的显示单元，没有要移动的窗口。</source>
        <translation>No cell is lost, there is nothing to move.</translation>
    </message>
    <message>
        <source>大屏上没有这个画面了。</source>
        <translation>The wall does not show this picture any more.</translation>
    </message>
    <message>
        <source>服务器的移动方案无法读取，没有改动。</source>
        <translation>The server&apos;s proposal cannot be read; nothing was changed.</translation>
    </message>
    <message>
        <source>活着的显示单元没有可用的位置：请先撤下可以不看的画面。</source>
        <translation>The living cells have no room: take pictures off first that may go.</translation>
    </message>
    <message>
        <source>{count} 个重要画面移到其他显示单元，已放入待上墙。Ctrl+Enter 上墙。</source>
        <translation>{count} pictures that matter are on other cells in the draft. Ctrl+Enter takes it.</translation>
    </message>
    <message>
        <source>画面移回原位，已放入待上墙。Ctrl+Enter 上墙。</source>
        <translation>The pictures are back in their places in the draft. Ctrl+Enter takes it.</translation>
    </message>
    <message>
        <source>{left} 个没有位置。</source>
        <translation>{left} find no room.</translation>
    </message>
</context>
<context>
    <name>RemoveDialog</name>
    <message>
        <source>从目录中删除信号源</source>
        <translation>Take a source out of the catalogue</translation>
    </message>
    <message>
        <source>删除 {key}</source>
        <translation>Remove {key}</translation>
    </message>
    <message>
        <source>从目录中删除，所有席位都看不到它了</source>
        <translation>Take it out of the catalogue, for all seats</translation>
    </message>
    <message>
        <source>取消 Esc</source>
        <translation>Cancel Esc</translation>
    </message>
    <message>
        <source>关闭，不删除 (Esc)</source>
        <translation>Close, remove nothing (Esc)</translation>
    </message>
    <message>
        <source>删除 {name}，连同它的密码。不能撤销。</source>
        <translation>Remove {name} and its password. It cannot be undone.</translation>
    </message>
    <message>
        <source>{n} 个场景用到它，上墙时会换成别的画面或空着：{names}</source>
        <translation>{n} presets name it; their place will show another picture or none: {names}</translation>
    </message>
    <message>
        <source>没有场景用到它。</source>
        <translation>No preset names it.</translation>
    </message>
    <message>
        <source>它现在在大屏上：画面会换成一张说明卡片。</source>
        <translation>It is on the wall now: a card saying that it was removed will take its place.</translation>
    </message>
</context>
<context>
    <name>Running</name>
    <message>
        <source>正在连接服务器</source>
        <translation>Connecting to the server</translation>
    </message>
    <message>
        <source>服务器失去联系，以下为最后所知</source>
        <translation>Server lost; below is the last known</translation>
    </message>
    <message>
        <source>连不上服务器</source>
        <translation>No answer from the server</translation>
    </message>
    <message>
        <source>以下为失联前所知</source>
        <translation>Below: before the loss</translation>
    </message>
    <message>
        <source>显示单元在线 {up}/{of}</source>
        <translation>Cells {up}/{of} up</translation>
    </message>
    <message>
        <source>实时画面 {live}/{of}</source>
        <translation>Live pictures {live}/{of}</translation>
    </message>
    <message>
        <source>大屏上的画面名称已隐藏 (Ctrl+T)</source>
        <translation>Names on the wall are hidden (Ctrl+T)</translation>
    </message>
    <message>
        <source>屏体状态未知</source>
        <translation>Cubes: state unknown</translation>
    </message>
    <message>
        <source>信号源在线 {ok}/{of}</source>
        <translation>Sources online {ok}/{of}</translation>
    </message>
    <message>
        <source>在线 {ok}/{of}</source>
        <translation>Online {ok}/{of}</translation>
    </message>
    <message>
        <source>离线 {count}</source>
        <translation>offline {count}</translation>
    </message>
    <message>
        <source>网络差 {count}</source>
        <translation>weak {count}</translation>
    </message>
    <message>
        <source>画面异常 {count}</source>
        <translation>bad picture {count}</translation>
    </message>
    <message>
        <source>未检查 {count}</source>
        <translation>unseen {count}</translation>
    </message>
    <message>
        <source>画面平均 {fps} 帧/秒</source>
        <translation>Mean {fps} frames/s</translation>
    </message>
    <message>
        <source>画面平均 {fps} 帧/秒（来流 {sent}）</source>
        <translation>Mean {fps} frames/s (sent {sent})</translation>
    </message>
    <message>
        <source>渲染节点负载 {loads}</source>
        <translation>Node load {loads}</translation>
    </message>
    <message>
        <source>未连接</source>
        <translation>not connected</translation>
    </message>
    <message>
        <source>未知</source>
        <translation>unknown</translation>
    </message>
    <message>
        <source>显示单元重启 {count} 次</source>
        <translation>Cell restarts: {count}</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>清空搜索 (Esc)</source>
        <translation>Clear the search (Esc)</translation>
    </message>
</context>
<context>
    <name>SideColumn</name>
    <message>
        <source>正在发生</source>
        <translation>Happening now</translation>
    </message>
    <message>
        <source>运行状态</source>
        <translation>Running state</translation>
    </message>
    <message>
        <source>还没有事件。上墙、断线、恢复都会记在这里。</source>
        <translation>Nothing yet. Takes, losses and recoveries are noted here.</translation>
    </message>
</context>
<context>
    <name>SnapButton</name>
    <message>
        <source>对齐单元</source>
        <translation>Snap: cells</translation>
    </message>
    <message>
        <source>对齐 1/2</source>
        <translation>Snap: 1/2</translation>
    </message>
    <message>
        <source>对齐 1/3</source>
        <translation>Snap: 1/3</translation>
    </message>
    <message>
        <source>拖动时对齐到什么 ({key})；按住 Alt 不对齐</source>
        <translation>What drags snap to ({key}); hold Alt to place freely</translation>
    </message>
</context>
<context>
    <name>SoundCheck</name>
    <message>
        <source>告警声检查</source>
        <translation>Sound check</translation>
    </message>
    <message>
        <source>听到了 Y</source>
        <translation>Heard Y</translation>
    </message>
    <message>
        <source>听到了告警声 (Y)</source>
        <translation>I heard the alarm (Y)</translation>
    </message>
    <message>
        <source>没听到 N</source>
        <translation>Not heard N</translation>
    </message>
    <message>
        <source>没有听到告警声 (N)</source>
        <translation>I did not hear the alarm (N)</translation>
    </message>
    <message>
        <source>再放一次 R</source>
        <translation>Play again R</translation>
    </message>
    <message>
        <source>再放一次告警声 (R)</source>
        <translation>Play the alarm again (R)</translation>
    </message>
    <message>
        <source>关闭 Esc</source>
        <translation>Close Esc</translation>
    </message>
    <message>
        <source>这台电脑没有能发声的设备或播放程序：告警只会显示，不会发声。接上音箱，并请管理员安装 {alsa} 或 {pulse}，再放一次。</source>
        <translation>This computer has no sound device or no program that plays: alarms are shown only and do not sound. Connect a loudspeaker, have {alsa} or {pulse} installed, and play it again.</translation>
    </message>
    <message>
        <source>没听到：检查音箱的电源、音量和插头，再放一次。听到之前，告警在本席位只显示，60 秒后其他席位发声。</source>
        <translation>Not heard: check the loudspeaker&apos;s power, volume and plug, then play it again. Until it is heard, alarms are only shown here; other desks sound after 60 s.</translation>
    </message>
    <message>
        <source>正在播放告警声：高低两音，各两次。听到了吗？</source>
        <translation>The alarm is playing: a high and a low tone, twice each. Did you hear it?</translation>
    </message>
</context>
<context>
    <name>SourceList</name>
    <message>
        <source>放上大屏	Enter</source>
        <translation>Put on the wall	Enter</translation>
    </message>
    <message>
        <source>叠加在选中的画面上	Shift+Enter</source>
        <translation>Lay over the chosen picture	Shift+Enter</translation>
    </message>
    <message>
        <source>收藏或取消收藏	*</source>
        <translation>Mark as favourite, or not	*</translation>
    </message>
    <message>
        <source>修改…</source>
        <translation>Edit…</translation>
    </message>
    <message>
        <source>从目录中删除…</source>
        <translation>Take out of the catalogue…</translation>
    </message>
    <message>
        <source>保留临时信号源，不再自动删除</source>
        <translation>Keep this source; it does not go by itself</translation>
    </message>
    <message>
        <source>现在就删除临时信号源</source>
        <translation>Remove this source now</translation>
    </message>
</context>
<context>
    <name>SourcePanel</name>
    <message>
        <source>搜索 名称 / 拼音 / 编号</source>
        <translation>Search name / pinyin / id</translation>
    </message>
    <message>
        <source>搜索信号源</source>
        <translation>Search sources</translation>
    </message>
    <message>
        <source>名称、别名、英文名、编号、拼音或首字母。快捷键 /</source>
        <translation>Name, alias, English name, id, pinyin or initials. Key /</translation>
    </message>
    <message>
        <source>信号源列表</source>
        <translation>List of sources</translation>
    </message>
    <message>
        <source>正在读取信号源目录…</source>
        <translation>Reading the catalogue…</translation>
    </message>
    <message>
        <source>还没有信号源。按 {key} 导入 CSV 目录，也可以把文件拖到这里。</source>
        <translation>No sources yet. Import a CSV table with {key}, or drop the file here.</translation>
    </message>
    <message>
        <source>没有符合的信号源。试试别名、拼音首字母，或取消单位筛选。</source>
        <translation>No source matches. Try an alias or initials, or take the agency filter off.</translation>
    </message>
</context>
<context>
    <name>SourceTools</name>
    <message>
        <source>信号源怎样分组；换下一种</source>
        <translation>How sources are grouped; the next way</translation>
    </message>
    <message>
        <source>小画面</source>
        <translation>Pictures</translation>
    </message>
    <message>
        <source>用小画面显示信号源，或用列表</source>
        <translation>Show sources as small pictures, or as a list</translation>
    </message>
    <message>
        <source>添加 ▾</source>
        <translation>Add ▾</translation>
    </message>
    <message>
        <source>添加信号源，或导入目录</source>
        <translation>Add a source, or import a table</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>按单位</source>
        <translation>By agency</translation>
    </message>
    <message>
        <source>按区县</source>
        <translation>By district</translation>
    </message>
    <message>
        <source>按类型</source>
        <translation>By kind</translation>
    </message>
    <message>
        <source>按标签</source>
        <translation>By tag</translation>
    </message>
    <message>
        <source>按状态</source>
        <translation>By state</translation>
    </message>
    <message>
        <source>无画面</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>画面不可信</source>
        <translation>Not to be trusted</translation>
    </message>
    <message>
        <source>滞后</source>
        <translation>Late</translation>
    </message>
    <message>
        <source>连接中</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>实时</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>未上墙</source>
        <translation>Not on the wall</translation>
    </message>
    <message>
        <source>临时信号源</source>
        <translation>For a day</translation>
    </message>
    <message>
        <source>收藏</source>
        <translation>Favourites</translation>
    </message>
    <message>
        <source>最近上墙</source>
        <translation>Put up last</translation>
    </message>
    <message>
        <source>可用，未上墙</source>
        <translation>ready, not on the wall</translation>
    </message>
    <message>
        <source>无所属单位</source>
        <translation>No agency</translation>
    </message>
    <message>
        <source>未标区县</source>
        <translation>No district</translation>
    </message>
    <message>
        <source>无标签</source>
        <translation>No tag</translation>
    </message>
    <message>
        <source>点击，或按 ← → 收起和展开</source>
        <translation>Click, or press ← → to fold and unfold</translation>
    </message>
    <message>
        <source>又名 {names}</source>
        <translation>Also {names}</translation>
    </message>
    <message>
        <source>拖到大屏上，或按 Enter 放到选中的位置；按 * 收藏</source>
        <translation>Drag onto the wall, or press Enter to put it into the chosen place; * marks it</translation>
    </message>
    <message>
        <source>{group} · {count} 路</source>
        <translation>{group} · {count}</translation>
    </message>
    <message>
        <source> · {lost} 无信号</source>
        <translation> · {lost} lost</translation>
    </message>
    <message>
        <source>临时 {left}</source>
        <translation>for {left} more</translation>
    </message>
    <message>
        <source>未测试</source>
        <translation>not tested</translation>
    </message>
</context>
<context>
    <name>Take</name>
    <message>
        <source>没有与服务器的联系：现在不能上墙</source>
        <translation>No link to the server: nothing can be taken now</translation>
    </message>
    <message>
        <source>待上墙：{ready}</source>
        <translation>Draft: {ready}</translation>
    </message>
    <message>
        <source>有一份没有上墙的准备，Ctrl+D 继续</source>
        <translation>A draft waits, not taken: Ctrl+D resumes it</translation>
    </message>
    <message>
        <source>直接上墙：拖放和场景立即上墙</source>
        <translation>Direct: drops and presets go up at once</translation>
    </message>
    <message>
        <source>拖放和场景先进入待上墙</source>
        <translation>Drops and presets go into the draft first</translation>
    </message>
    <message>
        <source>正在切换 {ready}/{of}</source>
        <translation>Switching {ready}/{of}</translation>
    </message>
    <message>
        <source>保留到 {until}；待上墙再改动会重新预加载</source>
        <translation>Kept until {until}; a changed draft is armed anew</translation>
    </message>
    <message>
        <source>已预加载 {ready}/{of} · Ctrl+Enter 立即上墙</source>
        <translation>Armed {ready}/{of} · Ctrl+Enter takes at once</translation>
    </message>
    <message>
        <source>{who} 已预加载 {ready}/{of}，没有上墙</source>
        <translation>{who} has armed {ready}/{of}, not taken</translation>
    </message>
    <message>
        <source>预加载 {ready}/{of}</source>
        <translation>Arming {ready}/{of}</translation>
    </message>
    <message>
        <source>等待 {names}</source>
        <translation>waiting for {names}</translation>
    </message>
    <message>
        <source>断线前的操作不知道是否已上墙：请看大屏</source>
        <translation>Nobody knows whether what was asked before the link was lost went up: look at the wall</translation>
    </message>
    <message>
        <source>已取消上墙，大屏没有改变</source>
        <translation>Take called off, the wall is as it was</translation>
    </message>
    <message>
        <source>未上墙，大屏没有改变</source>
        <translation>Not taken, the wall is unchanged</translation>
    </message>
    <message>
        <source>已上墙</source>
        <translation>Taken</translation>
    </message>
    <message>
        <source>已上墙 {ready}/{of}</source>
        <translation>Taken {ready}/{of}</translation>
    </message>
    <message>
        <source>用时 {ms} 毫秒</source>
        <translation>{ms} ms</translation>
    </message>
    <message>
        <source>同步差 {ms} 毫秒</source>
        <translation>cells {ms} ms apart</translation>
    </message>
    <message>
        <source>未就绪：{names}</source>
        <translation>not ready: {names}</translation>
    </message>
    <message>
        <source>{taken} · 未就绪 {count} 个</source>
        <translation>{taken} · {count} not ready</translation>
    </message>
    <message>
        <source>{names} 等 {count} 个</source>
        <translation>{names} and others, {count} in all</translation>
    </message>
</context>
<context>
    <name>TakeBar</name>
    <message>
        <source>继续准备 Ctrl+D</source>
        <translation>Resume Ctrl+D</translation>
    </message>
    <message>
        <source>准备 Ctrl+D</source>
        <translation>Prepare Ctrl+D</translation>
    </message>
    <message>
        <source>撤下所有画面，锁定的也撤下，可以撤销</source>
        <translation>Take all pictures off, locked ones too; can be undone</translation>
    </message>
    <message>
        <source>有未就绪：不上</source>
        <translation>If not ready: no take</translation>
    </message>
    <message>
        <source>有未就绪：照上</source>
        <translation>If not ready: take</translation>
    </message>
    <message>
        <source>直接上墙：开</source>
        <translation>Direct: on</translation>
    </message>
    <message>
        <source>直接上墙：关</source>
        <translation>Direct: off</translation>
    </message>
    <message>
        <source>打开或关闭待上墙：先准备，再一次上墙 (Ctrl+D)</source>
        <translation>Open or close the draft: prepare first, then take it in one go (Ctrl+D)</translation>
    </message>
    <message>
        <source>上墙 Ctrl+Enter</source>
        <translation>Take Ctrl+Enter</translation>
    </message>
    <message>
        <source>把准备好的画面一次放上大屏 (Ctrl+Enter)；先按 Ctrl+D 准备</source>
        <translation>Put the draft on the wall in one go (Ctrl+Enter); prepare it with Ctrl+D first</translation>
    </message>
    <message>
        <source>预加载</source>
        <translation>Arm</translation>
    </message>
    <message>
        <source>先在大屏背后打开要用的画面，大屏不变；之后上墙不用等</source>
        <translation>Opens what is needed behind the wall, which stays; the take need not wait then</translation>
    </message>
    <message>
        <source>不上墙了：大屏不变，等待中的画面不再打开</source>
        <translation>No take after all: the wall stays, what was being opened is let go</translation>
    </message>
    <message>
        <source>撤销 Ctrl+Z</source>
        <translation>Undo Ctrl+Z</translation>
    </message>
    <message>
        <source>恢复上一步的画面 (Ctrl+Z)</source>
        <translation>Bring back what was there one step before (Ctrl+Z)</translation>
    </message>
    <message>
        <source>清屏</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>上墙时有画面未就绪：照上并显示原因，或全部不上墙</source>
        <translation>When a picture is not ready at the take: show why, or take nothing</translation>
    </message>
    <message>
        <source>开：拖放、场景、清屏立即上墙；关：都先进入待上墙</source>
        <translation>On: drops, presets and clearing act at once. Off: all go into the draft first</translation>
    </message>
    <message>
        <source>取消上墙</source>
        <translation>Call off</translation>
    </message>
    <message>
        <source>取消预加载</source>
        <translation>Disarm</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>应急指挥大屏</source>
        <translation>Command wall</translation>
    </message>
    <message>
        <source>English</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>切换为英文</source>
        <translation>Speak English</translation>
    </message>
    <message>
        <source>所有快捷键</source>
        <translation>All keys</translation>
    </message>
    <message>
        <source>帮助 F1</source>
        <translation>Help F1</translation>
    </message>
    <message>
        <source>最近发生 {when}</source>
        <translation>Latest {when}</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>最近发生</source>
        <translation>What happened last</translation>
    </message>
</context>
<context>
    <name>TruthPill</name>
    <message>
        <source>输出状态未知</source>
        <translation>Output not known</translation>
    </message>
    <message>
        <source>实时 {live}/{windows}</source>
        <translation>live {live}/{windows}</translation>
    </message>
    <message>
        <source>输出一致 {true}/{of}</source>
        <translation>True {true}/{of}</translation>
    </message>
    <message>
        <source>输出不一致 {true}/{of}</source>
        <translation>Not true {true}/{of}</translation>
    </message>
    <message>
        <source> 等 {count} 个</source>
        <translation> and others ({count})</translation>
    </message>
    <message>
        <source>服务器还没有报告大屏状态</source>
        <translation>The server has not reported on the wall yet</translation>
    </message>
    <message>
        <source>电缆之后的屏体状态未知。</source>
        <translation>How the cubes behind the cables are is not known.</translation>
    </message>
    <message>
        <source>{count} 个显示单元画出的与下达的不一致：</source>
        <translation>{count} cells show something else than was ordered:</translation>
    </message>
    <message>
        <source>显示单元画出的与下达的一致，但有 {count} 个画面不是实时。</source>
        <translation>The cells show what was ordered, but {count} pictures are not live.</translation>
    </message>
    <message>
        <source>显示单元画出的与下达的一致，画面都是实时。</source>
        <translation>The cells show what was ordered, and all pictures are live.</translation>
    </message>
</context>
<context>
    <name>Unplaced</name>
    <message>
        <source>你的画面还在打开的待上墙里，看过现在的大屏再上墙。</source>
        <translation>Your pictures are still in the open draft: look at the wall as it is now, then take.</translation>
    </message>
    <message>
        <source>你的画面留在待上墙里（Ctrl+D），看过现在的大屏再上墙。</source>
        <translation>Your pictures wait in the draft (Ctrl+D): look at the wall as it is now, then take.</translation>
    </message>
    <message>
        <source>你的画面留在待上墙里（Ctrl+D），看过现在的大屏再上墙；待上墙原来的内容在前一步（Ctrl+Z）。</source>
        <translation>Your pictures wait in the draft (Ctrl+D): look at the wall as it is now, then take. What was in the draft before is one undo away (Ctrl+Z).</translation>
    </message>
    <message>
        <source>你的画面在打开的待上墙的前一步（Ctrl+Z），看过现在的大屏再上墙。</source>
        <translation>Your pictures are one undo away in the open draft (Ctrl+Z): look at the wall as it is now, then take.</translation>
    </message>
    <message>
        <source>待上墙已经丢弃，按 Ctrl+Shift+D 恢复它。</source>
        <translation>The draft was thrown away meanwhile: Ctrl+Shift+D brings it back.</translation>
    </message>
</context>
<context>
    <name>WallCanvas</name>
    <message>
        <source>编号已收起，没有执行。按 Ctrl+N 再显示编号；几秒后数字键才调用场景。</source>
        <translation>The numbers have gone, nothing was done. Ctrl+N shows them again; in a few seconds digits take presets once more.</translation>
    </message>
    <message>
        <source>替换画面</source>
        <translation>Replace this picture</translation>
    </message>
    <message>
        <source>放在这里</source>
        <translation>Put it here</translation>
    </message>
    <message>
        <source>没有空位：放上了 {count} 路，还有 {left} 路没有放。</source>
        <translation>No free place: {count} put up, {left} not.</translation>
    </message>
</context>
<context>
    <name>WallDialog</name>
    <message>
        <source>{row}排</source>
        <translation>Row {row}</translation>
    </message>
    <message>
        <source>{col}列</source>
        <translation>Col {col}</translation>
    </message>
    <message>
        <source>{row}排{col}列</source>
        <translation>Row {row}, column {col}</translation>
    </message>
    <message>
        <source>未接</source>
        <translation>none</translation>
    </message>
    <message>
        <source>分辨率写成 宽×高，例如 1024×768</source>
        <translation>Write the resolution as width×height, as 1024×768</translation>
    </message>
    <message>
        <source>最多 {count} 个显示单元</source>
        <translation>{count} cells at most</translation>
    </message>
    <message>
        <source>正在设定 …</source>
        <translation>Setting …</translation>
    </message>
    <message>
        <source>设定大屏</source>
        <translation>Set the wall</translation>
    </message>
    <message>
        <source>排</source>
        <translation>Rows</translation>
    </message>
    <message>
        <source>列</source>
        <translation>Columns</translation>
    </message>
    <message>
        <source>每个单元的分辨率</source>
        <translation>Resolution of a cell</translation>
    </message>
    <message>
        <source>每个单元接自己的输出口（否则都排在一个大桌面上）</source>
        <translation>Each cell on an output of its own (else all lie on one large desktop)</translation>
    </message>
    <message>
        <source>显示单元编号</source>
        <translation>Number the cells</translation>
    </message>
    <message>
        <source>每个显示单元用大字显示自己的位置 10 秒</source>
        <translation>Each cell shows its place in large letters for 10 seconds</translation>
    </message>
    <message>
        <source>设定 {key}</source>
        <translation>Set {key}</translation>
    </message>
    <message>
        <source>设定会重新启动所有显示单元；大屏上要没有画面才能设定</source>
        <translation>Setting restarts all cells; it is possible only while the wall is empty</translation>
    </message>
    <message>
        <source>关闭 Esc</source>
        <translation>Close Esc</translation>
    </message>
    <message>
        <source>关闭，不再改动 (Esc)</source>
        <translation>Close, change nothing more (Esc)</translation>
    </message>
</context>
<context>
    <name>WallFrame</name>
    <message>
        <source>拖放和场景立即上墙</source>
        <translation>Drops and presets go up at once</translation>
    </message>
    <message>
        <source>直接上墙</source>
        <translation>Direct</translation>
    </message>
    <message>
        <source>当前大屏 LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>待上墙 DRAFT</source>
        <translation>DRAFT</translation>
    </message>
    <message>
        <source>现在大屏上的画面</source>
        <translation>What is on the wall now</translation>
    </message>
    <message>
        <source>正在准备，尚未上墙</source>
        <translation>Being prepared, not on the wall</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>正在载入 …</source>
        <translation>Loading …</translation>
    </message>
    <message>
        <source>这个站点还没有信号源。从这里开始：</source>
        <translation>This site has no sources yet. Begin here:</translation>
    </message>
    <message>
        <source>导入摄像机目录（CSV 表格）：先看报告，再决定</source>
        <translation>Import a table of cameras (CSV): look at the report, then decide</translation>
    </message>
    <message>
        <source>添加一台摄像机：先试连，看到画面再保存</source>
        <translation>Add one camera: try it, see its picture, then save</translation>
    </message>
    <message>
        <source>先试试示例城市：60 台摄像机，由本机回放；会允许本站点打开本机地址</source>
        <translation>Try it on the sample city: 60 cameras replayed by this machine; the site may open this machine&apos;s own addresses then</translation>
    </message>
    <message>
        <source>现在的大屏：{shape}。设定行列、分辨率、输出口，用大字编号核对每个单元</source>
        <translation>The wall now: {shape}. Set rows, columns, resolution and outputs; check each cell by its large number</translation>
    </message>
    <message>
        <source>导入目录</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>选择一个 CSV 文件</source>
        <translation>Choose a CSV file</translation>
    </message>
    <message>
        <source>添加摄像机</source>
        <translation>Add a camera</translation>
    </message>
    <message>
        <source>按地址添加一个信号源</source>
        <translation>Add a source by its address</translation>
    </message>
    <message>
        <source>示例城市</source>
        <translation>Sample city</translation>
    </message>
    <message>
        <source>一步载入示例城市的摄像机和单位</source>
        <translation>Load the cameras and agencies of the sample city in one step</translation>
    </message>
    <message>
        <source>设定大屏</source>
        <translation>Set the wall</translation>
    </message>
    <message>
        <source>行列、分辨率、输出口；大屏上要没有画面</source>
        <translation>Rows, columns, resolution, outputs; the wall must be empty</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>{ready}/{of} · 未检 {unseen}</source>
        <translation>{ready}/{of} · {unseen} unseen</translation>
    </message>
    <message>
        <source>建站</source>
        <translation>set up</translation>
    </message>
    <message>
        <source>未上墙</source>
        <translation>not on the wall</translation>
    </message>
    <message>
        <source>球机</source>
        <translation>PTZ</translation>
    </message>
    <message>
        <source>枪机</source>
        <translation>fixed</translation>
    </message>
    <message>
        <source>全景</source>
        <translation>panorama</translation>
    </message>
    <message>
        <source>热成像</source>
        <translation>thermal</translation>
    </message>
    <message>
        <source>水尺</source>
        <translation>gauge</translation>
    </message>
    <message>
        <source>无人机</source>
        <translation>drone</translation>
    </message>
    <message>
        <source>车载</source>
        <translation>vehicle</translation>
    </message>
    <message>
        <source>采集卡</source>
        <translation>capture</translation>
    </message>
    <message>
        <source>文件</source>
        <translation>file</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>other</translation>
    </message>
    <message>
        <source>画面</source>
        <translation>picture</translation>
    </message>
    <message>
        <source>主画面</source>
        <translation>Main picture</translation>
    </message>
    <message>
        <source>辅助画面</source>
        <translation>Second angle</translation>
    </message>
    <message>
        <source>分组</source>
        <translation>Group</translation>
    </message>
    <message>
        <source>地理信息</source>
        <translation>Map</translation>
    </message>
    <message>
        <source>视频会商</source>
        <translation>Conference</translation>
    </message>
    <message>
        <source>值守看板</source>
        <translation>Duty board</translation>
    </message>
    <message>
        <source>雨情雷达</source>
        <translation>Rain radar</translation>
    </message>
    <message>
        <source>预案文档</source>
        <translation>Plan text</translation>
    </message>
    <message>
        <source>预警字幕</source>
        <translation>Warning ticker</translation>
    </message>
    <message>
        <source>{row}排{col}列</source>
        <translation>row {row} col {col}</translation>
    </message>
    <message>
        <source>{word} {age}</source>
        <translation>{word} {age}</translation>
    </message>
    <message>
        <source>{word} {since} 起</source>
        <translation>{word} since {since}</translation>
    </message>
    <message>
        <source>失联前{word}</source>
        <translation>was {word}</translation>
    </message>
    <message>
        <source>无摄像机画面</source>
        <translation>No cameras in it</translation>
    </message>
    <message>
        <source>{of} 路未检查</source>
        <translation>{of} unseen</translation>
    </message>
    <message>
        <source>失联前就绪 {ready}/{of}</source>
        <translation>Was ready {ready}/{of}</translation>
    </message>
    <message>
        <source>失联前 {ready}/{of}</source>
        <translation>Was {ready}/{of}</translation>
    </message>
    <message>
        <source>就绪 全部 {of}</source>
        <translation>Ready: all {of}</translation>
    </message>
    <message>
        <source>就绪 {ready}/{of} · 未检 {unseen}</source>
        <translation>Ready {ready}/{of} · {unseen} unseen</translation>
    </message>
    <message>
        <source>就绪 {ready}/{of}</source>
        <translation>Ready {ready}/{of}</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
</context>
<context>
    <name>Zones</name>
    <message>
        <source>信号源</source>
        <translation>Sources</translation>
    </message>
    <message>
        <source>正在发生</source>
        <translation>Happening</translation>
    </message>
    <message>
        <source>场景与上墙</source>
        <translation>Presets and take</translation>
    </message>
    <message>
        <source>停靠在左侧</source>
        <translation>Dock left</translation>
    </message>
    <message>
        <source>停靠在画布下方</source>
        <translation>Dock below the boards</translation>
    </message>
    <message>
        <source>停靠在右侧</source>
        <translation>Dock right</translation>
    </message>
    <message>
        <source>浮动为单独的窗口</source>
        <translation>Float in a window of its own</translation>
    </message>
</context>
</TS>
