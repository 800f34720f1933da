package io.noisystudent.contracts.config;

/** Height, width and channels (1 gray, 3 RGB) of every image after decoding: uint8, HWC. */
public record ImageShape(
        @Key(allowed = "[1, 4096]", doc = "height to which every image is brought, in pixels")
        int height,

        @Key(allowed = "[1, 4096]", doc = "width to which every image is brought, in pixels")
        int width,

        @Key(allowed = "1, 3", give = "1 for gray or 3 for RGB", doc = "gray or RGB")
        int channels) {
    public ImageShape {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException(
                    "image is " + height + " x " + width + " x " + channels + "; sizes are positive, channels 1 or 3");
        }
    }

    /** The shape of the same aspect, up to rounding, whose shorter side has this length. */
    public ImageShape withShorterSide(int length) {
        double factor = (double) length / Math.min(height, width);
        return new ImageShape((int) Math.round(height * factor), (int) Math.round(width * factor), channels);
    }

    /** Bytes of one image. */
    public int bytes() {
        return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
