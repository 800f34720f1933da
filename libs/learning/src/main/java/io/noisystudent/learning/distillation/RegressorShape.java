package io.noisystudent.learning.distillation;

import java.util.Optional;

/**
 * How a regressor gets from the size of the student's feature maps to that of the teacher's: by a 1x1 convolution where
 * they are the same; 3x3 with stride 2 where the student's are twice as large; a transposed one of 4x4 with stride 2
 * where they are half as large; and otherwise by one without padding that leaves the teacher's size.
 *
 * <p>Source: {@code ConvReg} of RepDistiller. Vectors count as maps of one pixel.
 *
 * @param channels of the student
 * @param filters channels of the teacher
 * @param rectified whether the teacher's values come out of a ReLU, so that the regressor's must too
 */
public record RegressorShape(
        long channels,
        long filters,
        long kernelHeight,
        long kernelWidth,
        int stride,
        int padding,
        boolean transposed,
        boolean rectified) {
    private static final int MAP = 4;

    /**
     * Empty if none leads from one to the other.
     *
     * @param student shape of a batch of its values, (N, C) or (N, C, H, W)
     * @param teacher the same of the teacher's
     */
    public static Optional<RegressorShape> between(long[] student, long[] teacher, boolean rectified) {
        if (student.length != teacher.length || (student.length != 2 && student.length != MAP)) {
            return Optional.empty();
        }
        boolean isMap = student.length == MAP;
        long height = isMap ? student[2] : 1;
        long width = isMap ? student[3] : 1;
        long toHeight = isMap ? teacher[2] : 1;
        long toWidth = isMap ? teacher[3] : 1;
        if (height == 2 * toHeight && width == 2 * toWidth) {
            return Optional.of(new RegressorShape(student[1], teacher[1], 3, 3, 2, 1, false, rectified));
        } else if (2 * height == toHeight && 2 * width == toWidth) {
            return Optional.of(new RegressorShape(student[1], teacher[1], 4, 4, 2, 1, true, rectified));
        } else if (height < toHeight || width < toWidth) {
            return Optional.empty();
        }
        return Optional.of(new RegressorShape(
                student[1], teacher[1], 1 + height - toHeight, 1 + width - toWidth, 1, 0, false, rectified));
    }

    /** Shape of its weight. */
    long[] weight() {
        return transposed
                ? new long[] {channels, filters, kernelHeight, kernelWidth}
                : new long[] {filters, channels, kernelHeight, kernelWidth};
    }

    /** Numbers that one number of the result is the sum of, as PyTorch counts them. */
    long fanIn() {
        return (transposed ? filters : channels) * kernelHeight * kernelWidth;
    }
}
