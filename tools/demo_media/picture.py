"""What the film is drawn with: colours, rings, the singer as a cut-out, and type like a sticker."""
import math
import pathlib
import subprocess
import tempfile

import cairo

WIDTH, HEIGHT = 1280, 720
ART = pathlib.Path(__file__).parents[2] / "config" / "campaigns" / "demo" / "art"
FONT = "Inter Display Black"
MOUTH = (490, 558)  # in the artist's drawing, 1200 × 1400


def colour(text):
    return tuple(int(text[i:i + 2], 16) / 255 for i in (1, 3, 5))


GROUND, HOT, DEEP, PAPER = map(colour, ("#0b0a10", "#ff4d2e", "#180502", "#f7f3ee"))

# Two colours of each flag, lit a little where they would drown in the dark.
TEAMS = [tuple(map(colour, pair.split())) for pair in (
    "#e41e20 #2b1015", "#ed2939 #f7f3ee", "#fdda24 #ef3340", "#ff2233 #f7f3ee",  # al at be ch
    "#2a66b5 #e01a2b", "#ffce00 #dd1111", "#f1bf00 #c8202a", "#1f6fd0 #f7f3ee",  # cz de es fr
    "#f7f3ee #d8142a", "#f7f3ee #2f8f4e", "#f7f3ee #14a34a", "#ee2233 #3344cc",  # eng nir wls hr
    "#3d8f5a #d83a4a", "#1ea36a #ff8a3e", "#1467c4 #e6273e", "#12a150 #e03540",  # hu ie is it
    "#f7f3ee #e0234a", "#0f9150 #e8352a", "#fcd116 #2a52c8", "#2a5fe0 #e8352a",  # pl pt ro ru
    "#1585d0 #fecc02", "#2468cc #f02a35", "#ee1a28 #f7f3ee", "#1a72e0 #ffd91a",  # se sk tr ua
)]


def mixed(a, b, share):
    return tuple(x + (y - x) * share for x, y in zip(a, b))


def eased(x):
    """0 to 1, fast at first."""
    x = min(1.0, max(0.0, x))
    return 1 - (1 - x) ** 3


def smooth(x):
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)


def canvas():
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, WIDTH, HEIGHT)
    return surface, cairo.Context(surface)


def fill(context, paint):
    context.set_source_rgb(*paint)
    context.paint()


def rings(context, centre, radii, widths, paint):
    """`paint(i)` is the colour and opacity of ring i; rings of no width are left out."""
    for i, (radius, width) in enumerate(zip(radii, widths)):
        if width < 0.15 or radius <= 0:
            continue
        context.set_source_rgba(*paint(i))
        context.set_line_width(width)
        context.arc(*centre, radius, 0, 2 * math.pi)
        context.stroke()


def shade(context):
    """Darkens the left, where words stand on rings."""
    gradient = cairo.LinearGradient(0, 0, 620, 0)
    gradient.add_color_stop_rgba(0, *GROUND, 0.82)
    gradient.add_color_stop_rgba(0.6, *GROUND, 0.66)
    gradient.add_color_stop_rgba(1, *GROUND, 0)
    context.set_source(gradient)
    context.paint()


class Singer:
    """The artist's drawing, rasterised once."""

    def __init__(self, scale=0.8):
        drawing = (ART / "artist-cover.svg").read_text(encoding="utf-8")
        document = ('<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1400">'
                    f'{drawing}</svg>')
        with tempfile.TemporaryDirectory() as folder:
            image = pathlib.Path(folder) / "singer.png"
            subprocess.run(["rsvg-convert", "-z", str(scale), "-o", image], check=True,
                           input=document.encode())
            self.image = cairo.ImageSurface.create_from_png(str(image))
        self.scale = scale

    def draw(self, context, mouth, scale, opacity=1.0):
        context.save()
        context.translate(*mouth)
        context.scale(scale / self.scale, scale / self.scale)
        context.set_source_surface(self.image, -MOUTH[0] * self.scale, -MOUTH[1] * self.scale)
        context.get_source().set_filter(cairo.FILTER_GOOD)
        context.paint_with_alpha(opacity)
        context.restore()


def _lettering(context, words, size, tracking):
    context.select_font_face(FONT, cairo.FONT_SLANT_NORMAL, cairo.FONT_WEIGHT_NORMAL)
    context.set_font_size(size)
    places, x = [], 0.0
    for letter in words:
        places.append((letter, x))
        x += context.text_extents(letter).x_advance + tracking * size
    return places, x - tracking * size


def width_of(context, words, size, tracking=-0.035):
    return _lettering(context, words, size, tracking)[1]


def text(context, words, at, size, paint, anchor=0.0, outline=None, tracking=-0.035, opacity=1.0):
    """Words on a base line. `anchor` 0 begins at `at`, 0.5 is centred on it, 1 ends there;
    `paint` is a colour, or a function of the letter's place; `outline` a colour round it all."""
    places, width = _lettering(context, words, size, tracking)
    x, y = at[0] - anchor * width, at[1]
    if outline is not None:
        context.set_line_join(cairo.LINE_JOIN_ROUND)
        context.set_line_width(size * 0.16)
        context.set_source_rgba(*outline, opacity)
        for letter, offset in places:
            context.move_to(x + offset, y)
            context.text_path(letter)
        context.stroke()
    for i, (letter, offset) in enumerate(places):
        context.set_source_rgba(*(paint(i) if callable(paint) else paint), opacity)
        context.move_to(x + offset, y)
        context.show_text(letter)
    context.new_path()
