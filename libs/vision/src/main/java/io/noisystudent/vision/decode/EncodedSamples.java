package io.noisystudent.vision.decode;

import java.nio.ByteBuffer;

/**
 * The images of one record, checked by their headers and not yet decoded; valid until its {@link ImageDecoder} opens
 * the next record.
 */
public interface EncodedSamples {
    /** Images in the record: 1 for JPEG and PNG, N for an npy batch. */
    int count();

    /**
     * Writes one image, uint8 HWC of the decoder's shape, at the destination's position and advances it by
     * {@code shape.bytes()}.
     *
     * <p>When it throws, the position has not moved; the bytes behind it may have changed.
     *
     * @param index from 0 to {@link #count()} exclusive
     * @param destination direct or heap, with at least {@code shape.bytes()} remaining
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code UNDECODABLE_IMAGE} or
     *     {@code TRUNCATED_IMAGE}, when damage shows only in the pixels
     */
    void decode(int index, ByteBuffer destination);
}
