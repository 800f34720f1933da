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
    /** Of a regressor: 64 MiB in float32, and with gradient and momentum three times as much. */
    public static final long MOST_WEIGHTS = 1L << 24;

    private static final int MAP = 4;

    /**
     * Empty if none with at most {@link #MOST_WEIGHTS} leads from one to the other.
     *
     * @param student shape of a batch of its values, (N, C) or (N, C, H, W)
     * @param teacher the same of the teacher's
     */
    public static Optional<RegressorShape> between(long[] student, long[] teacher, boolean rectified) {
        return ofAnySize(student, teacher, rectified).filter(RegressorShape::isSmallEnough);
    }

    private static Optional<RegressorShape> ofAnySize(long[] student, long[] teacher, boolean rectified) {
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

    /** Divided, since a product of four sizes may not fit a long. */
    private boolean isSmallEnough() {
        return kernelHeight * kernelWidth <= MOST_WEIGHTS / channels / filters;
    }

    /** Numbers in its weight. */
    int weights() {
        return Math.toIntExact(channels * filters * kernelHeight * kernelWidth);
    }

    /** Shape of what it makes of the student's values; without a positive size where these are too small for it. */
    long[] of(long[] student) {
        return student.length == MAP
                ? new long[] {student[0], filters, side(student[2], kernelHeight), side(student[3], kernelWidth)}
                : new long[] {student[0], filters};
    }

    private long side(long size, long kernel) {
        return transposed
                ? (size - 1) * stride - 2L * padding + kernel
                : Math.floorDiv(size + 2L * padding - kernel, stride) + 1;
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
