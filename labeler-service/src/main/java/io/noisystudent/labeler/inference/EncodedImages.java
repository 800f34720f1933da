package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.vision.decode.EncodedSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Images that came as files. */
final class EncodedImages implements RequestImages {
    private final List<EncodedFile> files;
    private final ImageShape shape;
    private final Resize resize;
    private final long maxPixels;
    private final ImageDecoder headers;
    private int next;
    private @Nullable Header header;
    private long pixels;

    /** The next file, of which the header was read. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Header(byte[] file, ContentType type, long pixels) {}

    /** @param maxPixels that all files may have together */
    EncodedImages(List<EncodedFile> files, ImageShape shape, Resize resize, long maxPixels) {
        this.files = files;
        this.shape = shape;
        this.resize = resize;
        this.maxPixels = maxPixels;
        this.headers = new ImageDecoder(shape, resize);
    }

    @Override
    public int count() {
        return files.size();
    }

    @Override
    public long nextPixels() {
        return header().pixels();
    }

    private Header header() {
        Header known = header;
        if (known == null) {
            known = named(() -> header(files.get(next).bytes()));
            header = known;
        }
        return known;
    }

    private Header header(byte[] file) {
        ContentType type = ContentType.of(null, file);
        Header read = new Header(file, type, headers.pixels(file, type));
        pixels += read.pixels();
        if (pixels > maxPixels) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    "data",
                    "the images up to this one have " + pixels + " pixels; send at most " + maxPixels
                            + " in one request, in more requests or scaled down");
        }
        return read;
    }

    /** The decoder keeps memory for the largest image that it saw, so each turn has its own. */
    @Override
    public void read(Admission.Turn turn, ByteBuffer batch) {
        try (ImageDecoder decoder = new ImageDecoder(shape, resize)) {
            while (batch.hasRemaining() && turn.covers(nextPixels())) {
                Header file = header();
                named(() -> decode(decoder, file, batch));
                header = null;
                next++;
            }
        }
    }

    private static ByteBuffer decode(ImageDecoder decoder, Header header, ByteBuffer batch) {
        EncodedSamples samples = decoder.open(header.file(), header.type());
        if (samples.count() != 1) {
            throw bad("an array of " + samples.count() + " images; send one image in each string");
        }
        samples.decode(0, batch);
        return batch;
    }

    private <T> T named(Supplier<T> work) {
        try {
            return work.get();
        } catch (NoisyStudentException e) {
            throw new NoisyStudentException(e.code(), "data[" + next + "]", String.valueOf(e.getMessage()), e);
        }
    }

    private static NoisyStudentException bad(String message) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, "data", message);
    }

    @Override
    public void close() {
        headers.close();
    }
}
