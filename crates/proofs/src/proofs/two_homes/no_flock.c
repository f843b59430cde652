/* Simulates a file system that accepts whole-file locks without enforcing them: for a proof, by LD_PRELOAD. */
int flock(int descriptor, int operation) {
    (void)descriptor;
    (void)operation;
    return 0;
}
