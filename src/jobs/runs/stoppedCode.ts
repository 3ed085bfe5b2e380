/** What murmur ends with when it was asked from outside to end, and goes on when it is started again: the system's EX_TEMPFAIL. */
export const stoppedCode = 75;
