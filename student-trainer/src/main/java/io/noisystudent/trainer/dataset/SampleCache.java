package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.SampleSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded images in a memory-mapped file: the operating system keeps in memory what fits, the heap holds none.
 *
 * <p>Filled from front to back by one thread, {@link #seal sealed}, then read by any number. The file has no name once it
 * is open, so that a killed trainer leaves nothing behind; closing gives its space back. Images are written with calls
 * that say when the disk is full; a mapped page without a block on the disk would kill the process.
 */
public final class SampleCache implements SampleSource, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SampleCache.class);
    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;

    private final ImageShape shape;
    private final CacheSpace space;
    private final FileChannel channel;
    private final int imagesPerSegment;
    private final ByteBuffer staged;
    private final List<MappedByteBuffer> segments = new ArrayList<>();
    private int size;
    private boolean sealed;

    private SampleCache(ImageShape shape, CacheSpace space, FileChannel channel, int segmentBytes) {
        this.shape = shape;
        this.space = space;
        this.channel = channel;
        this.imagesPerSegment = Math.max(1, segmentBytes / shape.bytes());
        this.staged = ByteBuffer.allocateDirect(shape.bytes());
    }

    static SampleCache open(ImageShape shape, CacheSpace space) {
        return open(shape, space, SEGMENT_BYTES);
    }

    /** @param segmentBytes how much is mapped at a time */
    static SampleCache open(ImageShape shape, CacheSpace space, int segmentBytes) {
        Path directory = space.directory();
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(
                    directory.resolve("samples-" + UUID.randomUUID() + ".cache"),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            return new SampleCache(shape, space, channel, segmentBytes);
        } catch (IOException e) {
            throw full(directory, e);
        }
    }

    /** In a file that exists, and stays. */
    static SampleCache in(Path file, ImageShape shape, CacheSpace space) throws IOException {
        return new SampleCache(
                shape, space, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), SEGMENT_BYTES);
    }

    /**
     * Adds an image and returns its index.
     *
     * @param pixels uint8 HWC, from the buffer's position to its limit
     * @throws NoisyStudentException {@code DISK_FULL} when the disk or the quota is full
     */
    public int add(ByteBuffer pixels) {
        if (sealed) {
            throw new IllegalStateException("the cache is sealed");
        }
        space.take(shape.bytes());
        size++;
        staged.clear().put(pixels).flip();
        try {
            long position = (size - 1L) * shape.bytes();
            while (staged.hasRemaining()) {
                position += channel.write(staged, position);
            }
        } catch (IOException e) {
            throw full(space.directory(), e);
        }
        return size - 1;
    }

    /** Ends the filling; images can be read from now on. */
    public void seal() {
        sealed = true;
        try {
            for (int first = 0; first < size; first += imagesPerSegment) {
                long images = Math.min(imagesPerSegment, size - first);
                segments.add(channel.map(MapMode.READ_ONLY, (long) first * shape.bytes(), images * shape.bytes()));
            }
        } catch (IOException e) {
            throw full(space.directory(), e);
        }
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
        if (!sealed) {
            throw new IllegalStateException("the cache is still being filled");
        }
        destination.put(
                segments.get(index / imagesPerSegment).slice(index % imagesPerSegment * shape.bytes(), shape.bytes()));
    }

    private static RuntimeException full(Path path, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return (CancellationException)
                    new CancellationException("interrupted while images were decoded").initCause(cause);
        }
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                path.toString(),
                "the sample cache cannot be written (" + cause.getMessage()
                        + "); free some space or set noisystudent.trainer.cache-directory to another disk",
                cause);
    }

    /** The file must not be read any more. A failure is only logged: it must not cost the student that was just trained. */
    @Override
    public void close() {
        space.giveBack((long) size * shape.bytes());
        segments.clear();
        size = 0;
        // A canceled training is interrupted, and a channel refuses to work for an interrupted thread.
        boolean interrupted = Thread.interrupted();
        try (channel) {
            if (channel.isOpen()) {
                // Until the garbage collector unmaps them, the segments would keep the space.
                channel.truncate(0);
            }
        } catch (IOException e) {
            LOGGER.warn("a sample cache in {} cannot be removed: {}", space.directory(), e.toString());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
