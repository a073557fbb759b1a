"""Other threads go on while a log is checked."""

import threading

from talks import TALKS, json_lines

import huashu


def test_others_go_on_while_a_log_is_checked() -> None:
    linter = huashu.Linter("builtin:chat")
    native = linter._native
    records = json_lines(TALKS * 2000)
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1

    counter = threading.Thread(target=count)

    def check() -> None:
        native.check(records, 1)
        done.set()

    checker = threading.Thread(target=check)
    checker.start()
    counter.start()
    checker.join()
    counter.join()
    # With the lock held, nothing would have been counted but before and after.
    assert counted > 1000


def test_one_linter_serves_many_threads() -> None:
    linter = huashu.Linter("builtin:chat")
    expected = linter.check(TALKS)
    answers: list[list[huashu.Finding]] = []

    def ask() -> None:
        answers.extend(linter.check(TALKS) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 80
