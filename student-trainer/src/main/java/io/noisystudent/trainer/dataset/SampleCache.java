package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.SampleSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded images in a memory-mapped file: the operating system keeps in memory what fits, the heap holds none.
 *
 * <p>Filled from front to back by one thread, then read by any number. The file has no name once it is open, so that a
 * killed trainer leaves nothing behind; closing gives its space back.
 */
public final class SampleCache implements SampleSource, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SampleCache.class);
    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;

    private final ImageShape shape;
    private final Path directory;
    private final FileChannel channel;
    private final int imagesPerSegment;
    private final List<MappedByteBuffer> segments = new ArrayList<>();
    private int size;

    private SampleCache(ImageShape shape, Path directory, FileChannel channel, int segmentBytes) {
        this.shape = shape;
        this.directory = directory;
        this.channel = channel;
        this.imagesPerSegment = Math.max(1, segmentBytes / shape.bytes());
    }

    /** An empty cache in a new file of the directory, which is made if it is absent. */
    public static SampleCache create(ImageShape shape, Path directory) {
        return create(shape, directory, SEGMENT_BYTES);
    }

    /** @param segmentBytes how much is mapped, and asked of the disk, at a time */
    static SampleCache create(ImageShape shape, Path directory, int segmentBytes) {
        try {
            Files.createDirectories(directory);
            Path file = Files.createTempFile(directory, "samples-", ".cache");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            return new SampleCache(shape, directory, channel, segmentBytes);
        } catch (IOException e) {
            throw full(directory, e);
        }
    }

    /** Where the next image goes; {@link #add} makes it count. */
    public ByteBuffer next() {
        int segment = size / imagesPerSegment;
        if (segment == segments.size()) {
            segments.add(map(segment));
        }
        return slot(size);
    }

    /** Makes what was written to {@link #next} an image of the cache and returns its index. */
    public int add() {
        return size++;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public void read(int index, ByteBuffer destination) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("image " + index + " of " + size);
        }
        destination.put(slot(index));
    }

    private ByteBuffer slot(int index) {
        return segments.get(index / imagesPerSegment).slice(index % imagesPerSegment * shape.bytes(), shape.bytes());
    }

    private MappedByteBuffer map(int segment) {
        long bytes = (long) imagesPerSegment * shape.bytes();
        try {
            requireSpace(bytes);
            return channel.map(MapMode.READ_WRITE, segment * bytes, bytes);
        } catch (IOException e) {
            throw full(directory, e);
        }
    }

    /** A mapped page that finds no block on the disk kills the process; so the space is asked for before. */
    private void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < bytes) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL,
                    directory.toString(),
                    free + " bytes are free and the sample cache needs " + bytes
                            + " more; free some space or set noisystudent.trainer.cache-directory to another disk");
        }
    }

    private static NoisyStudentException full(Path path, IOException cause) {
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                path.toString(),
                "the sample cache cannot be written (" + cause.getMessage()
                        + "); check noisystudent.trainer.cache-directory",
                cause);
    }

    /** Nobody may read any more. A failure is only logged: it must not cost the student that was just trained. */
    @Override
    public void close() {
        segments.clear();
        size = 0;
        try (channel) {
            // Until the garbage collector unmaps them, the segments would keep the space.
            channel.truncate(0);
        } catch (IOException e) {
            LOGGER.warn("a sample cache in {} cannot be removed: {}", directory, e.getMessage());
        }
    }
}
