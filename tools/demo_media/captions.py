"""The film's captions (WebVTT): the song stays English on the screen, the captions say what is sung
in the fan's language, and what is heard besides."""
from . import score
from .score import BAR

# Opening, the four lines, the crowd's mark and the closing title.
WORDS = {
    "en": ("[Music begins; a crowd hums]", "One more voice, one more light",
           "Every colour sings tonight", "[Crowd] Oh, oh, oh! Oh, oh, oh!",
           "All together, one more voice!", "VELA, “One More Voice”, featuring you"),
    "fr": ("[La musique commence, une foule fredonne]", "Une voix de plus, une lumière de plus",
           "Toutes les couleurs chantent ce soir", "[La foule] Oh, oh, oh ! Oh, oh, oh !",
           "Tous ensemble, une voix de plus !", "VELA, « One More Voice », avec toi"),
    "de": ("[Musik setzt ein, eine Menge summt]", "Eine Stimme mehr, ein Licht mehr",
           "Alle Farben singen heute Nacht", "[Die Menge] Oh, oh, oh! Oh, oh, oh!",
           "Alle zusammen, eine Stimme mehr!", "VELA, „One More Voice“, mit dir"),
    "es": ("[Empieza la música, una multitud tararea]", "Una voz más, una luz más",
           "Todos los colores cantan esta noche", "[El público] ¡Oh, oh, oh! ¡Oh, oh, oh!",
           "¡Todos juntos, una voz más!", "VELA, «One More Voice», contigo"),
    "it": ("[Inizia la musica, una folla canticchia]", "Una voce in più, una luce in più",
           "Ogni colore canta stanotte", "[La folla] Oh, oh, oh! Oh, oh, oh!",
           "Tutti insieme, una voce in più!", "VELA, «One More Voice», con te"),
    "pt": ("[A música começa, uma multidão cantarola]", "Mais uma voz, mais uma luz",
           "Todas as cores cantam esta noite", "[A multidão] Oh, oh, oh! Oh, oh, oh!",
           "Todos juntos, mais uma voz!", "VELA, “One More Voice”, contigo"),
    "pl": ("[Zaczyna się muzyka, tłum nuci]", "Jeszcze jeden głos, jeszcze jedno światło",
           "Dziś w nocy śpiewa każdy kolor", "[Tłum] Oh, oh, oh! Oh, oh, oh!",
           "Wszyscy razem, jeszcze jeden głos!", "VELA, „One More Voice”, z Tobą"),
    "tr": ("[Müzik başlıyor, kalabalık mırıldanıyor]", "Bir ses daha, bir ışık daha",
           "Bu gece her renk şarkı söylüyor", "[Kalabalık] Oh, oh, oh! Oh, oh, oh!",
           "Hep birlikte, bir ses daha!", "VELA, “One More Voice”, seninle"),
    "ru": ("[Вступает музыка, толпа напевает]", "Ещё один голос, ещё один огонёк",
           "Сегодня ночью поют все цвета", "[Толпа] О-о-о! О-о-о!",
           "Все вместе, ещё один голос!", "VELA, «One More Voice», с вами"),
    "ja": ("［音楽が始まり、観衆が口ずさむ］", "もうひとつの声、もうひとつの光", "今夜、すべての色が歌う",
           "［観衆］オー、オー、オー！ オー、オー、オー！", "みんなで一緒に、もうひとつの声を！",
           "VELA「One More Voice」 フィーチャリング：あなた"),
    "zh-Hans": ("［音乐响起，人群轻声哼唱］", "多一个声音，多一束光", "今夜，每种颜色都在歌唱",
                "［人群］噢，噢，噢！噢，噢，噢！", "大家一起，再多一个声音！", "VELA《One More Voice》，与你同唱"),
    "ar": ("[تبدأ الموسيقى ويدندن الجمهور]", "صوتٌ آخر، ضوءٌ آخر", "كلّ الألوان تغنّي الليلة",
           "[الجمهور] أوه، أوه، أوه! أوه، أوه، أوه!", "كلّنا معًا، صوتٌ آخر!",
           "VELA، «One More Voice»، معك"),
}


def clock(t):
    milliseconds = round(t * 1000)
    return f"00:00:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"


def cues():
    """When each caption shows; a sung line comes a little early and stays a little."""
    sung = [(line.syllables[0].start, line.syllables[-1].end) for line in score.LINES]
    title = 9 * BAR + 1.1
    shown = [(0.2, sung[0][0] - 0.25)]
    for i, (start, end) in enumerate(sung):
        until = sung[i + 1][0] - 0.2 if i + 1 < len(sung) else title
        shown.append((start - 0.15, min(end + 0.6, until)))
    return [*shown, (title + 0.05, score.DURATION - 0.05)]


def write(folder):
    for language, words in WORDS.items():
        text = ["WEBVTT", ""]
        for i, ((start, end), said) in enumerate(zip(cues(), words)):
            by_the_singer = 0 < i < len(words) - 1 and said[0] not in "[［"
            text += [f"{clock(start)} --> {clock(end)}", f"♪ {said} ♪" if by_the_singer else said, ""]
        (folder / f"film.{language}.vtt").write_text("\n".join(text), encoding="utf-8")
