package io.noisystudent.contracts.event;

/**
 * What a student knows of a class of which it was shown no image, as its network is and with the logit of that class raised
 * by {@code bias}, so that the class is predicted as often as it occurs (Hinton et al. 2015, section 3).
 *
 * <p>Both are counted on the labeled images of the split validation, by which the bias is chosen.
 *
 * @param name of the class
 * @param images of the split validation
 * @param ofClass images of the class among them
 */
public record OmittedClass(String name, int images, int ofClass, Errors asTrained, double bias, Errors corrected) {
    /**
     * Wrong answers.
     *
     * @param all of all classes
     * @param missed images of the class that were taken for another
     * @param mistaken images of other classes that were taken for it
     */
    public record Errors(int all, int missed, int mistaken) {}
}
