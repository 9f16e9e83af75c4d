# The attacker of the races: exchanges two names as fast as it can. One line in, A and B in hex and
# the longest pause in microseconds; one line more, and it stops,
# puts both names back where they were, and answers with how often it exchanged them.
import ctypes, random, select, sys, time

AT_FDCWD, RENAME_EXCHANGE = -100, 2
renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
for line in iter(sys.stdin.buffer.readline, b''):
    *names, pause = line.decode().split()
    a, b = (bytes.fromhex(name) for name in names)
    sys.stdout.write('started\n')
    sys.stdout.flush()
    done = 0
    while True:
        for _ in range(50 if pause == '0' else 1):
            if renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0:
                done += 1
        if pause != '0':
            time.sleep(random.random() * int(pause) / 1e6)
        if select.select([sys.stdin], [], [], 0)[0]:
            break
    sys.stdin.buffer.readline()
    if done % 2 == 1:
        renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE)
    sys.stdout.write('%d\n' % done)
    sys.stdout.flush()
