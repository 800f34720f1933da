package io.noisystudent.registry.upload;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.error.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that is known to be a servable model.
 *
 * @param classes names in the order of the outputs; empty when the file does not name them
 * @param classCount number of outputs
 * @param image null when the file leaves height or width open
 * @param warnings what the person who uploads it should know
 */
public record VerifiedModel(
        String sha256,
        long size,
        List<String> classes,
        int classCount,
        @Nullable ImageShape image,
        List<Warning> warnings) {
    public VerifiedModel {
        classes = List.copyOf(classes);
        warnings = List.copyOf(warnings);
    }

    /**
     * Throws {@code SIGNATURE_MISMATCH} unless the model classifies such images into these classes. Height and width may be
     * others: labelers bring every image to the size that the file asks for.
     */
    public void requireProblem(ImageShape wantedImage, List<String> wantedClasses) {
        if (image != null && image.channels() != wantedImage.channels()) {
            throw mismatch("images", "the model takes images of " + image + "; the pipeline has " + wantedImage);
        }
        if (classCount != wantedClasses.size()) {
            throw mismatch("logits", "the model has " + classCount + " classes; the pipeline has " + wantedClasses);
        }
        if (!classes.isEmpty() && !classes.equals(wantedClasses)) {
            throw mismatch(
                    "classes",
                    "the model's classes are " + classes + "; the pipeline's are " + wantedClasses
                            + ": names and order must agree");
        }
    }

    private static NoisyStudentException mismatch(String subject, String message) {
        return new NoisyStudentException(ErrorCode.SIGNATURE_MISMATCH, subject, message);
    }
}
