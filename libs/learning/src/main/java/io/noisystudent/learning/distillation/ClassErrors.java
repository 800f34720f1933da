package io.noisystudent.learning.distillation;

/**
 * Wrong answers of a network, those about one class among them.
 *
 * @param all of all classes
 * @param missed images of the class that were taken for another
 * @param mistaken images of other classes that were taken for it
 */
public record ClassErrors(int all, int missed, int mistaken) {
    /**
     * Counts the answers with a bias on one class.
     *
     * @param logits (images, classes)
     * @param label of the class
     * @param bias added to its logit
     */
    public static ClassErrors of(float[][] logits, int[] labels, int label, double bias) {
        int all = 0;
        int missed = 0;
        int mistaken = 0;
        for (int i = 0; i < logits.length; i++) {
            int answer = answer(logits[i], label, bias);
            all += answer == labels[i] ? 0 : 1;
            missed += labels[i] == label && answer != label ? 1 : 0;
            mistaken += labels[i] != label && answer == label ? 1 : 0;
        }
        return new ClassErrors(all, missed, mistaken);
    }

    private static int answer(float[] logits, int label, double bias) {
        int best = 0;
        for (int k = 1; k < logits.length; k++) {
            if (logits[k] + (k == label ? bias : 0) > logits[best] + (best == label ? bias : 0)) {
                best = k;
            }
        }
        return best;
    }
}
