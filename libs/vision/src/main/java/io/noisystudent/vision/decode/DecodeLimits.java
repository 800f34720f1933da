package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;

/**
 * What a value may claim before anything is allocated for it.
 *
 * @param maxPixels height times width of one encoded image
 * @param maxScans scans of a progressive JPEG: each costs a pass over the whole image, whatever its length
 * @param maxImages images in one npy batch
 */
public record DecodeLimits(long maxPixels, int maxScans, int maxImages) {
    /** 16 megapixels, 100 scans, 10,000 images. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(16_000_000, 100, 10_000);

    /**
     * What the scans of one JPEG may read for each pixel of the largest image. Three components that are not subsampled
     * have 14 in the progressive files of libjpeg, and a few more where the scans are chosen by size.
     */
    private static final int SAMPLES_PER_PIXEL = 20;

    /** The longer side of an image is at most this many times the shorter one. */
    private static final int MAX_ASPECT = 100;

    public DecodeLimits {
        if (maxPixels < 1 || maxScans < 1 || maxImages < 1) {
            throw new IllegalArgumentException("limits are positive, not " + maxPixels + " pixels, " + maxScans
                    + " scans, " + maxImages + " images");
        }
    }

    /** Samples that all scans of one JPEG may read together, so that a small image may have many scans. */
    long maxScannedSamples() {
        return SAMPLES_PER_PIXEL * maxPixels;
    }

    /**
     * Refuses sizes that are too large, and slivers of which nothing is left once they are resized.
     *
     * @param subject what has this size, for the error
     */
    void check(String subject, long height, long width, ImageShape shape) {
        if (height < 1 || width < 1) {
            throw Refusals.image(
                    ErrorCode.BAD_DIMENSIONS,
                    subject,
                    "the image claims " + height + " x " + width + " pixels; both sides must be positive");
        }
        if (height > maxPixels / width) {
            throw Refusals.image(
                    ErrorCode.TOO_MANY_PIXELS,
                    subject,
                    "the image claims " + height + " x " + width + " pixels; at most " + maxPixels
                            + " are decoded, so send it scaled down");
        }
        boolean exact = height == shape.height() && width == shape.width();
        boolean sliver = Math.min(height, width) < 2 || Math.max(height, width) > MAX_ASPECT * Math.min(height, width);
        if (sliver && !exact) {
            throw Refusals.image(
                    ErrorCode.BAD_DIMENSIONS,
                    subject,
                    "the image has " + height + " x " + width
                            + " pixels; sides of at least 2 and of a ratio of at most " + MAX_ASPECT
                            + " to 1 can be resized to " + shape.height() + " x " + shape.width());
        }
    }
}
