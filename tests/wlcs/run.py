"""Runs wlcs' tests against the compositor, each in a process of its own: see README.md."""

import argparse
import concurrent.futures
import enum
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as etree

KNOWN = pathlib.Path(__file__).with_name('known-failures')
PATIENCE = 60  # seconds for a test; wlcs itself gives up waiting for an event after ten


class Result(enum.Enum):
    PASSED = 'passed'
    SKIPPED = 'skipped'
    FAILED = 'failed'


def read_known(file):
    """What the list has: a test and the reason of its failure, which is the comment above it."""
    known, reason, in_reason = {}, [], False
    for line in file.read_text().splitlines():
        if line.startswith('#'):
            reason = (reason if in_reason else []) + [line.lstrip('# ')]
            in_reason = True
            continue
        in_reason = False
        if line:
            assert line not in known, f'{line} is listed twice'
            known[line] = ' '.join(reason)
    return known


def names(listing):
    """Of --gtest_list_tests: a suite on a line, its tests, indented, on those below. Not those that wlcs
    itself has given up."""
    suite = ''
    for line in listing.splitlines():
        name = line.split('#')[0].rstrip()
        if not name.startswith('  '):
            suite = name
        elif 'DISABLED_' not in name:
            yield suite + name.strip()


class Wlcs:
    def __init__(self, program, module):
        self.command = [program, module]

    def list(self):
        done = subprocess.run(self.command + ['--gtest_list_tests'], check=True, text=True,
                              stdout=subprocess.PIPE)
        return list(names(done.stdout))

    def run(self, name):
        """The result and what was printed."""
        with tempfile.TemporaryDirectory() as runtime:
            environment = dict(os.environ, XDG_RUNTIME_DIR=runtime, WLR_RENDERER='pixman')
            try:
                done = subprocess.run(
                    self.command + ['--gtest_filter=' + name, '--gtest_color=no'],
                    env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, timeout=PATIENCE)
            except subprocess.TimeoutExpired as expired:
                return Result.FAILED, (expired.stdout or b'').decode(errors='replace') + 'timeout\n'
        output = done.stdout.decode(errors='replace')
        if done.returncode != 0:
            return Result.FAILED, output + f'exit status {done.returncode}\n'
        if re.search(r'^\S*\[ +SKIP \]', output, re.MULTILINE):
            return Result.SKIPPED, output
        # One that ends the process before its end, with success, hasn't passed.
        passed = re.search(r'^\[ +OK \] ' + re.escape(name), output, re.MULTILINE)
        return (Result.PASSED if passed else Result.FAILED), output


def judge(name, result, known):
    """What is wrong with that result; None: nothing."""
    if result is Result.FAILED and name not in known:
        return 'fails'
    if result is not Result.FAILED and name in known:
        return f'is {result.value}, but the list of known failures has it'
    return None


def report(file, cases):
    suite = etree.Element('testsuite', name='wlcs')
    for name, result, wrong, output, known in cases:
        case = etree.SubElement(suite, 'testcase', name=name, classname='wlcs')
        printable = re.sub('[^\t\n -\U0010ffff]', '', output)
        if wrong:
            etree.SubElement(case, 'failure', message=wrong).text = printable
        elif result is not Result.PASSED:
            etree.SubElement(case, 'skipped', message=known or 'no such extension')
    file.parent.mkdir(parents=True, exist_ok=True)
    etree.ElementTree(suite).write(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--wlcs', required=True, help="wlcs' program")
    parser.add_argument('--module', required=True, help='what it loads')
    parser.add_argument('--junit', type=pathlib.Path, required=True, help='where results go')
    parser.add_argument('part', nargs='?', default='', help="a part of the tests' names")
    options = parser.parse_args()

    wlcs = Wlcs(options.wlcs, options.module)
    known = read_known(KNOWN)
    every = wlcs.list()
    chosen = [name for name in every if options.part in name]
    cases = []
    with concurrent.futures.ThreadPoolExecutor(2 * os.cpu_count()) as pool:
        for name, (result, output) in zip(chosen, pool.map(wlcs.run, chosen)):
            wrong = judge(name, result, known)
            cases.append((name, result, wrong, output, known.get(name)))
            if wrong:
                print(f'{output}{name}: {wrong}', flush=True)
    for name in known.keys() - set(every):
        cases.append((name, Result.FAILED, 'is listed as a known failure, but there is no such test', '', None))
    report(options.junit, cases)

    count = {result: sum(case[1] is result for case in cases) for result in Result}
    print(f'{count[Result.PASSED]} passed, {count[Result.FAILED]} failed, '
          f'{count[Result.SKIPPED]} skipped')
    return any(case[2] for case in cases)


if __name__ == '__main__':
    sys.exit(main())
