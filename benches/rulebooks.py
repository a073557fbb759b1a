#!/usr/bin/env python3
"""Prints a rulebook of many phrases in one rule, or of many rules with a pattern each.

usage: rulebooks.py phrases|patterns COUNT

The words are made of common characters, so that they begin like what is said
but hardly ever are said: what is measured is looking, not finding.
"""
import random
import sys

CHARACTERS = "的一是不了我您这有在好没可以请问亲帮看下单货发快递退款换订号地址电话时间天明后到家商品客服处理核实反馈联系"
kind, count = sys.argv[1], int(sys.argv[2])
dice = random.Random(7)


def word(length: int) -> str:
    return "".join(dice.choice(CHARACTERS) for _ in range(length))


words = set()
while len(words) < count:
    words.add(word(dice.randint(4, 8)))
words = sorted(words)
print('[rulebook]\nid = "bench"')
if kind == "phrases":
    print('\n[[rule]]\nid = "bench/phrases"\ntitle = "不说这些话"\nsuggest = ["好的"]')
    print("phrases = [" + ", ".join(f'"{text}"' for text in words) + "]")
else:
    for number, text in enumerate(words):
        print(f'\n[[rule]]\nid = "bench/pattern-{number}"\ntitle = "不说这句话"\nsuggest = ["好的"]')
        print(f"pattern = '{text[:2]}[^。！？]{{0,6}}{text[2:]}'")
