package io.noisystudent.labeler.inference;

import java.nio.ByteBuffer;

/** The images of one request, read in turns and in order, as the model takes them. */
sealed interface RequestImages extends AutoCloseable permits PixelImages, EncodedImages {
    int count();

    /**
     * Pixels that have to be decoded for the next image.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException why it cannot be decoded, or {@code TOO_LARGE}
     */
    long nextPixels();

    /**
     * Reads as many images as the turn covers and the batch has room for, at least one.
     *
     * @param batch takes uint8 (N,H,W,C)
     * @throws io.noisystudent.contracts.error.NoisyStudentException as {@link #nextPixels}
     */
    void read(Admission.Turn turn, ByteBuffer batch);

    @Override
    void close();
}
