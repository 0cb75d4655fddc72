"""The colours by meaning, light and dark (look.md section 2): pages ask for `ok`, never for green."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """What a chip, notice or bar of one meaning is drawn with: text, ground, line, and the icon that repeats it."""

    text: str
    ground: str
    line: str
    icon: str


LIGHT = {
    "bg": "#F3F6F5", "surface": "#FFFFFF", "sunk": "#EBF0EF", "hover": "#F0F5F4", "line": "#D6DEDC", "edge": "#73848A",
    "ink": "#16272B", "ink2": "#46585C", "ink3": "#5B6C70", "pri": "#0B5F6B", "onpri": "#FFFFFF", "priink": "#084C56",
    "prisoft": "#DFEFF0", "sel": "#DFEFF0", "solid": "#0B5F6B", "onsolid": "#FFFFFF", "focus": "#1A4FD6",
    "accent": "#F4A95B", "rail": "#0F3A42", "railsel": "#1D5660", "railink": "#EAF4F4", "rail2": "#A9C8CB",
    "chart": "#0B5F6B", "chart2": "#58969E", "limit": "#C26A1F", "danger": "#A3211B", "ondanger": "#FFFFFF",
    "booked": "#8CC3CA",
}  # fmt: skip
DARK = {
    "bg": "#0E1618", "surface": "#162124", "sunk": "#1D2A2E", "hover": "#1A282B", "line": "#2C3B3F", "edge": "#7C9197",
    "ink": "#E7EFEF", "ink2": "#B7C6C8", "ink3": "#9DAEB1", "pri": "#62C6D0", "onpri": "#05262B", "priink": "#8FDCE4",
    "prisoft": "#173A41", "sel": "#17393F", "solid": "#1C717C", "onsolid": "#FFFFFF", "focus": "#9CC1FF",
    "accent": "#F4A95B", "rail": "#0A1113", "railsel": "#173A41", "railink": "#E3EEEE", "rail2": "#9DB5B8",
    "chart": "#62C6D0", "chart2": "#3F8791", "limit": "#F0A35E", "danger": "#FFA79F", "ondanger": "#3A1A18",
    "booked": "#3F8791",
}  # fmt: skip
LIGHT_STATES = {
    "ok": State("#1B6637", "#E2F3E8", "#A3D3B4", "ok"),
    "warn": State("#7A4A00", "#FFF0D2", "#E8C27A", "warn"),
    "bad": State("#A3211B", "#FCE9E7", "#EDB1AC", "bad"),
    "info": State("#1B5590", "#E5F0FA", "#A9C9EA", "info"),
    "special": State("#574795", "#EFECF9", "#C9C0E8", "person"),
    "neutral": State("#43555A", "#E9EEED", "#C6D0CE", "clock"),
}
DARK_STATES = {
    "ok": State("#86D9A2", "#15301F", "#2F6844", "ok"),
    "warn": State("#F5C667", "#33270E", "#7A5C1C", "warn"),
    "bad": State("#FFA79F", "#3A1A18", "#84403B", "bad"),
    "info": State("#9CC8F5", "#14293D", "#2F587F", "info"),
    "special": State("#C4B8F5", "#28223F", "#55498A", "person"),
    "neutral": State("#BCCACC", "#223034", "#3C4C50", "clock"),
}
