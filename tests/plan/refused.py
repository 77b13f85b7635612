"""Slips of a clinician's pen: what is written, in place of what, and what is told about it."""

from __future__ import annotations

LATER, BEFORE = "2062-12-01", "2026-10-01"

STEPS = """\
  - exercise: hamstring_stretch
    repetitions: 3
    hold_s: 10
    steps: ["{step}"]
"""
BRIDGING = """\
  - exercise: bridging
    approved: {by: Dr. Lee, role: surgeon, date: 2026-11-01}
"""
APPROVED = "date: 2026-11-01}"
WALK = "    minutes: 5-10\n"

OF_PEOPLE = {
    '"112"': [
        '"  "',
        '"+  "',
        '""',
        '"1"',
        '"one one two"',
        '"112 ext. 5"',
        '"\u0660\u0661\u0662"',
        "true",
        "112",
    ],
    '"0123 456"': ['"      "', '"0123-"', '"(0123"', '"0800 FLOWERS"', '"0123 456; rm"', "null"],
    "name: Anna": [
        'name: "   "',
        'name: ""',
        "name: 2026-11-09",
        'name: "123"',
        "name: No",
        "name: -",
    ],
    "name: the clinic": ['name: "..."', 'name: "\\u200b"'],
}
"""In place of the key each of these is refused, in its own line."""

OF_DAYS = {
    "date: 2026-10-26": [
        "date: 1793491200", "date: 20261026", 'date: "20261026"', "date: 26.10.2026",
        "date: 10/26/2026", "date: 2026-10-26 08:00:00", f"date: {LATER}", "date: 1926-10-26",
    ],
    "valid_from: 2026-11-09": ["valid_from: 1793491200"],
    "cleared_stage: 2": [
        f"hold_lifted: {LATER}\ncleared_stage: 2", f"hold_lifted: {BEFORE}\ncleared_stage: 2",
        "hold_lifted: 1793491200\ncleared_stage: 2", "cleared_stage: 02", "cleared_stage: 0x2",
        "cleared_stage: 0b10", "gap_min: 0\ncleared_stage: 2", "gap_min: 9999\ncleared_stage: 2",
    ],
    WALK: [
        f"{WALK}    unlocked: {LATER}\n", f"{WALK}    unlocked: {BEFORE}\n",
        f"{WALK}    unlocked: 1793491200\n",
    ],
}  # fmt: skip

OF_APPROVALS = [
    f"date: {LATER}}}", f"date: {BEFORE}}}", "date: 1793491200}",
    "date: 2026-11-01, valid_until: 2026-10-31}", "date: 2026-10-30, valid_until: 2026-11-02}",
]  # fmt: skip
"""In place of `APPROVED`."""

OF_DOSES = {
    "hold_s: 5": [
        "hold_s: 010", "hold_s: 05", "hold_s: 0:05", "hold_s: 4", "hold_s: \u0665", "hold_s: 5 s",
    ],
    "repetitions: 10-15": ["repetitions: 010-015", "repetitions: 1-15", "repetitions: 1_0"],
    "times_per_day: 2": [
        "times_per_day: 1", "times_per_day: 4", "times_per_day: 02", "times_per_day: 0x2",
    ],
    WALK: ["    minutes: 2-10\n", "    minutes: 5-11\n", f"{WALK}    times_per_day: 5\n"],
}  # fmt: skip

OF_STEPS = [
    "Twist to the side.", "Lift it, twisting slowly.", "Bend forward.", "Bend your back a little.",
    "Lean over and rest.", "Lift it quickly.", "A sudden pull.", "Turn your head.",
    "Hold your breath.", "Lift, holding your breath.", "Do not breathe.",
    "Bend over to your knees.",
    "Do not rest, twist.", "허리를 비트세요.", "숨을 참으세요.",
    "숨을 멈추고 드세요.", "빨리 드세요.",
    "허리를 앞으로 굽히세요.", "상체를 숙이세요.",
    "Hold on to the bed.", "Help with your hands.", "Start with the heel.", "Lift it again.",
    "Go on like this.", "Then stop.", "Wait a moment.", "Only until it hurts.", "Now the next.",
]  # fmt: skip
"""A step of the plan that asks for a forbidden movement, or says a command of the box."""

GOOD_STEPS = [
    "Bend one knee.", "Bend your left knee.", "Bend both knees, and rest.", "Do not twist.",
    "Lift the leg without twisting your back.", "Never hold your breath.", "Lie with knees bent.",
    "Avoid bending forward.", "Breathe on, and don't move quickly.", "Turn your foot outward.",
    "Rotate your ankle.", "허리를 비틀지 마세요.", "숨을 참지 말고 쉬세요.", "무릎을 굽히세요.",
    "갑자기 움직이지 마세요.",
    "Pull the leg toward you with a towel.", "Straighten the right knee.",
]  # fmt: skip

KINDS = {
    "ACDF": "cervical", "anterior cervical discectomy and fusion": "cervical",
    "PCF C5/6": "cervical",
    "laminoplasty": "cervical", "경추 유합술": "cervical", "TLIF L4/5": "lumbar", "PLIF": "lumbar",
    "ALIF": "lumbar", "lumbar fusion": "lumbar", "L5-S1 fusion": "lumbar", "요추 유합술": "lumbar",
    "thoracic fusion T8": "thoracic", "흉추 유합술": "thoracic",
}  # fmt: skip
"""What is done there and nowhere else."""

TELEPHONES = {
    "(555) 010-4477": "5550104477", "555-010-4477": "5550104477", "555.010.4477": "5550104477",
    "0123/456789": "0123456789", "+49 (0)123 456789": "+49123456789", "0123\u00a0456\u00a0789":
    "0123456789", "0123456789": "0123456789", "112": "112", "17": "17", "+82 2-1234-5678":
    "+82212345678", "0049 (0) 123": "0049123", "(0123) 456": "0123456", "555\u2013010": "555010",
}  # fmt: skip
"""Numbers as they stand on a visiting card, and what is dialled."""
