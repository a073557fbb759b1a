#!/usr/bin/env python3
"""Writes a log of JSON Lines as CSV, one message a row.

usage: to_csv.py LOG.jsonl
"""
import csv
import json
import sys

out = csv.writer(sys.stdout)
out.writerow(["会话ID", "时间", "发送方", "客服工号", "内容"])
with open(sys.argv[1], encoding="utf-8") as log:
    for line in log:
        record = json.loads(line)
        for message in record["messages"]:
            row = [record["id"], message.get("time", ""), message["role"], message.get("agent_id", ""), message["text"]]
            out.writerow(row)
