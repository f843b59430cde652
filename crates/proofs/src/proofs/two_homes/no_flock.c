/* Stands for a file system that takes whole-file locks and keeps none: for a proof, by LD_PRELOAD. */
int flock(int descriptor, int operation) {
    (void)descriptor;
    (void)operation;
    return 0;
}
