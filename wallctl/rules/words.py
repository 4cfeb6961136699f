"""What states, reasons and streams are called, on the glass, on desks and in events: Chinese first. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wallctl.model.health import Reason, WindowState
from wallctl.model.source import StreamKind
from wallctl.model.truth import LieKind


class Words(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str


STATES: Mapping[WindowState, Words] = {
    WindowState.LIVE: Words("实时", "live"),
    WindowState.LATE: Words("滞后", "late"),
    WindowState.STALE: Words("画面停滞", "stale"),
    WindowState.NO_SIGNAL: Words("无信号", "no signal"),
    WindowState.FROZEN: Words("画面冻结", "frozen"),
    WindowState.CONNECTING: Words("正在连接", "connecting"),
    WindowState.DEGRADED: Words("网络差", "weak"),
    WindowState.BLACK: Words("黑屏", "black"),
    WindowState.UNAUTHORISED: Words("无权显示", "not authorised"),
    WindowState.UNSUPPORTED: Words("编码不支持", "codec not supported"),
    WindowState.QUARANTINED: Words("信号源已隔离", "source quarantined"),
    WindowState.SLATE: Words("未指定信号源", "no source assigned"),
}

REASONS: Mapping[Reason, Words] = {
    Reason.NONE: Words("", ""),
    Reason.REFUSED: Words("设备拒绝连接", "connection refused"),
    Reason.NO_ANSWER: Words("设备无应答", "no answer"),
    Reason.NO_PICTURE: Words("已连接,无画面", "connected, no picture"),
    Reason.STOPPED: Words("画面中断", "stream stopped"),
    Reason.WRONG_PASSWORD: Words("用户名或密码错误", "login refused"),
    Reason.NOT_FOUND: Words("找不到该码流", "stream not found"),
    Reason.UNSUPPORTED_CODEC: Words("视频编码不支持", "codec not supported"),
    Reason.NOT_ALLOWED: Words("地址不在允许范围", "address not allowed"),
    Reason.UNTRUSTED: Words("证书不受信任", "certificate not trusted"),
    Reason.UNSUPPORTED_PROTOCOL: Words("传输协议不支持", "protocol not supported"),
    Reason.NO_SOURCE: Words("未指定信号源", "no source assigned"),
    Reason.RIGHT_ENDED: Words("授权到期", "right ended"),
    Reason.QUARANTINED: Words("多次致解码异常", "crashed the decoder repeatedly"),
    Reason.CANNOT_OPEN: Words("取流失败", "cannot be opened"),
    Reason.OWN_FAULT: Words("本机取流异常", "fault on this machine"),
    Reason.GONE: Words("信号源已删除", "source removed"),
    Reason.OVER_CEILING: Words("超出承载上限", "more than can be carried"),
}

REMEDIES: Mapping[Reason, Words] = {
    Reason.REFUSED: Words("请检查设备电源与端口", "check the device and its port"),
    Reason.NO_ANSWER: Words("请检查设备与网络", "check the device and the network"),
    Reason.NO_PICTURE: Words("请检查设备编码设置", "check the device's encoder"),
    Reason.STOPPED: Words("正在自动重连", "reconnecting"),
    Reason.WRONG_PASSWORD: Words("请在信号源中更新密码", "renew the password of the source"),
    Reason.NOT_FOUND: Words("请检查信号源地址", "check the address of the source"),
    Reason.UNSUPPORTED_CODEC: Words("请改用 H.264 或 H.265", "use H.264 or H.265"),
    Reason.NOT_ALLOWED: Words("请联系管理员开放网段", "ask the administrator for the network"),
    Reason.UNTRUSTED: Words("请联系管理员登记证书", "ask the administrator to name its CA"),
    Reason.UNSUPPORTED_PROTOCOL: Words("请由流媒体服务转为 RTSP", "let a restreamer hand it on as RTSP"),
    Reason.NO_SOURCE: Words("请拖入信号源", "drag a source here"),
    Reason.RIGHT_ENDED: Words("需重新申请授权", "ask for a new grant"),
    Reason.QUARANTINED: Words("系统将定期重试", "it is tried again from time to time"),
    Reason.CANNOT_OPEN: Words("正在自动重试", "trying again"),
    Reason.OWN_FAULT: Words("正在自动重试", "trying again"),
    Reason.GONE: Words("请换一路信号源", "show another source"),
    Reason.OVER_CEILING: Words("请先撤下其他画面", "take another picture off first"),
}

STREAMS: Mapping[StreamKind, Words] = {
    StreamKind.MAIN: Words("主码流", "main stream"),
    StreamKind.SUB: Words("子码流", "sub stream"),
}

LIES: Mapping[LieKind, Words] = {
    LieKind.NO_NODE: Words("渲染节点未连接", "render node not connected"),
    LieKind.DOWN: Words("渲染进程未运行", "renderer not running"),
    LieKind.STARTING: Words("渲染进程正在启动", "renderer is starting"),
    LieKind.HUNG: Words("渲染进程无响应", "renderer does not respond"),
    LieKind.WAITING: Words("渲染进程已退出, 等待重启", "renderer ended, restart waits"),
    LieKind.STOPPING: Words("渲染进程正在停止", "renderer is stopping"),
    LieKind.NO_REPORT: Words("尚未报告画面", "no picture reported yet"),
    LieKind.NO_OUTPUT: Words(
        "输出口 {detail} 不在, 请检查线缆和显示单元电源",
        "output {detail} is gone: check cable and cube power",
    ),
    LieKind.REVISION: Words("版本 {revision}, 应为 {due}", "revision {revision}, should be {due}"),
    LieKind.MISSING: Words("缺少窗口 {window}", "lacks {window}"),
    LieKind.SWAPPED: Words("显示 {shown}, 应为 {ordered}", "shows {shown}, should be {ordered}"),
    LieKind.MOVED: Words("窗口 {window} 的位置不对", "{window} is in the wrong place"),
    LieKind.EXTRA: Words("多出窗口 {window}", "shows {window} besides"),
    LieKind.PIXELS: Words("屏幕像素与绘制不一致", "display differs from what was painted"),
}
"""What is wrong with a cell, to be filled with the parameters of its lie."""

FREE = Words("空", "nothing")
"""What a window without a source shows."""
