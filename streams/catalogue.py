"""Which scene each camera of the sample city looks at, in the order of the catalogue: its number.

Owns camera id, burnt-in name, scene kind, mood and encoding of every clip. Draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Codec = Literal["h264", "h265", "mjpeg"]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one clip is encoded."""

    codec: Codec = "h264"
    width: int = 640
    height: int = 360
    fps: int = 25
    seconds: int = 10
    crf: int = 30


@dataclass(frozen=True, slots=True)
class Shot:
    """One camera: what it shows and how it is encoded. `number` is what its strips say.

    `corner` (tl or bl) is where the catalogue says that its burnt-in text is.
    """

    number: int
    id: str
    name: str
    scene: str
    mood: str
    variant: int
    corner: str
    sub: Encoding
    main: Encoding | None = None


SUB = Encoding()
MAIN = Encoding(width=1920, height=1080)
ODD_SUBS = {
    "exp-03": Encoding(codec="h265"),
    "fir-03": Encoding(codec="mjpeg"),
    "urb-03": Encoding(height=480),
    "mar-04": Encoding(fps=15),
    "wat-05": Encoding(fps=1, seconds=20),
    "lan-01": Encoding(crf=40),
}
WITH_MAIN = ("wat-08", "psb-01", "trf-02", "saf-01")

# id, name in the camera's own caption, scene, mood, variant of the scene, corner of the burnt-in clock
_CAMERAS = """
psb-01 秀峰公园广场全景 square day 0 tl
psb-02 桃花仑商圈路口 junction night 1 tl
psb-03 火车站站前广场 station overcast 0 bl
psb-04 高铁南站进站口 station day 1 tl
psb-05 资阳五一路口 junction day 0 bl
psb-06 南县县城中心广场 square night 1 bl
psb-07 桃花江汽车站 yard day 0 tl
psb-08 市政务中心大门 gate day 0 bl
saf-01 化工园储罐区热成像 thermal_tank thermal 0 bl
saf-02 化工园东门 gate overcast 1 bl
saf-03 安化青山矿井口 portal overcast 2 bl
saf-04 安化青山尾矿库坝顶 dyke overcast 2 tl
saf-05 浮邱山林火瞭望双光 thermal_hill thermal 0 tl
saf-06 沅江船舶园船台 harbour overcast 1 tl
trf-01 益阳大道康富路口 junction dusk 2 bl
trf-02 资江一桥北桥头 bridge day 0 bl
trf-03 资江一桥南桥头 bridge dusk 1 tl
trf-04 会龙山隧道东口 portal day 0 bl
trf-05 国道迎风桥路段 road overcast 0 bl
trf-06 东坪沿江弯道 road day 1 tl
hea-01 市中心医院急诊口 hospital day 0 bl
hea-02 市一中医院发热门诊 hospital overcast 1 bl
hea-03 南县医院救护通道 hospital dusk 2 bl
hea-04 安化医院急诊口 hospital night 3 tl
mar-01 茅草街大桥通航孔 span overcast 0 bl
mar-02 甘溪港航道口 channel day 0 tl
mar-03 万子湖航道灯桩 beacon dusk 0 tl
mar-04 藕池河渡口 ferry overcast 0 tl
mar-05 益阳港码头前沿 harbour day 0 tl
urb-01 会龙路下穿积水点 underpass rain 0 tl
urb-02 城北排涝泵站 sluice rain 2 tl
urb-03 长益路农贸市场 market day 0 tl
urb-04 梓山湖公园全景 park day 0 tl
urb-05 资江风貌带步道 promenade dusk 0 tl
lan-01 安化马路镇滑坡点 hillside ir 0 tl
lan-02 安化古楼滑坡点 hillside overcast 1 bl
lan-03 安化烟溪泥石流沟 hillside rain 2 tl
lan-04 桃江武潭滑坡点 hillside day 3 tl
cad-01 人防指挥所外场 yard night 1 tl
cad-02 市区高空瞭望 skyline dusk 0 tl
cad-03 梓山疏散集结点 yard overcast 2 tl
wat-01 柘溪大坝下游 dam day 0 bl
wat-02 桃江站水尺 gauge day 0 tl
wat-03 益阳站水尺 gauge overcast 1 bl
wat-04 沅江站水尺 gauge dusk 2 tl
wat-05 南嘴站水尺 gauge ir 3 bl
wat-06 大通湖五门闸 sluice day 0 tl
wat-07 明山电排站 sluice overcast 1 tl
wat-08 民主垸险工段 dyke overcast 0 tl
wat-09 共双茶垸分洪口 dyke day 1 bl
wat-10 志溪河新桥 span day 1 tl
fir-01 消防指挥楼顶 skyline day 1 tl
fir-02 赫山特勤站车库 garage day 0 tl
fir-03 消防移动指挥车 dashcam overcast 0 tl
fir-04 消防无人机一号 drone day 0 bl
exp-01 长张高速益阳北互通 expressway day 0 tl
exp-02 长张高速资江特大桥 expressway overcast 1 bl
exp-03 益娄高速谢林港枢纽 expressway dusk 2 bl
exp-04 益南高速南县收费站 toll day 0 tl
exp-05 马安高速隧道口 portal dusk 1 tl
rain-radar 气象雷达拼图 radar board 0 tl
"""


def shots() -> list[Shot]:
    """All clips' cameras; numbers 1..60 are the cameras of the catalogue, 61 is the rain radar board."""
    found = []
    for number, line in enumerate(_CAMERAS.split("\n")[1:-1], start=1):
        camera, name, scene, mood, variant, corner = line.split()
        found.append(
            Shot(
                number=number,
                id=camera,
                name=name,
                scene=scene,
                mood=mood,
                variant=int(variant),
                corner=corner,
                sub=ODD_SUBS.get(camera, SUB),
                main=MAIN if camera in WITH_MAIN else None,
            )
        )
    return found
