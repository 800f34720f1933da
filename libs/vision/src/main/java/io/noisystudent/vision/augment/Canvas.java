package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;

/** One image under distortion: its bytes, a second buffer of the same size to draw the next state in, and scratch. */
final class Canvas {
    final ImageShape shape;
    final int height;
    final int width;
    final int channels;
    /** What geometry uncovers and Cutout masks. */
    final byte fill;

    final int[] histogram = new int[256];
    final byte[] table = new byte[256];
    final int[] columns;
    final int[] sums;
    private byte[] pixels;
    private byte[] spare;

    Canvas(ImageShape shape, int fill) {
        this.shape = shape;
        this.height = shape.height();
        this.width = shape.width();
        this.channels = shape.channels();
        this.fill = (byte) fill;
        this.columns = new int[width];
        this.sums = new int[width * channels];
        this.pixels = new byte[shape.bytes()];
        this.spare = new byte[shape.bytes()];
    }

    /** The image as it is now. */
    byte[] pixels() {
        return pixels;
    }

    /** Where the next state of the image is drawn; its content is left over from an earlier one. */
    byte[] spare() {
        return spare;
    }

    /** Makes what was drawn in {@link #spare()} the image. */
    void swap() {
        byte[] drawn = spare;
        spare = pixels;
        pixels = drawn;
    }
}
