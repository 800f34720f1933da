package io.noisystudent.networks.validation;

/**
 * How much a network may need for one batch.
 *
 * @param elements of all its values together
 * @param multiplyAdds of all its convolutions and products
 */
public record ShapeLimits(long elements, long multiplyAdds) {
    /** 4 GiB of floats, and a trillion multiply-adds: EfficientNet-B7 needs 37 billion an image. */
    public static final ShapeLimits DEFAULT = new ShapeLimits(1L << 30, 1_000_000_000_000L);

    /** For networks that are only described. */
    public static final ShapeLimits NONE = new ShapeLimits(Long.MAX_VALUE, Long.MAX_VALUE);

    public ShapeLimits {
        if (elements < 1 || multiplyAdds < 1) {
            throw new IllegalArgumentException("limits are positive, not " + elements + " and " + multiplyAdds);
        }
    }
}
