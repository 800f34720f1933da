package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.kafka.log.LogRangeReader;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of the real log on a thread of its own, ahead of its user by a bounded number of records and bytes.
 *
 * <p>One range at a time; the connection is kept from range to range and opened again after a failure.
 */
public final class KafkaRangeSource implements RangeSource, AutoCloseable {
    private static final int RECORDS_AHEAD = 1024;
    private static final int KILOBYTES_AHEAD = 64 * 1024;

    private final Supplier<LogRangeReader> connect;
    private final ExecutorService thread;
    private @Nullable LogRangeReader reader;

    /** @param connect makes a reader; called on the reading thread */
    public KafkaRangeSource(Supplier<LogRangeReader> connect, String name) {
        this.connect = connect;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread reading = new Thread(work, "read-" + name);
            reading.setDaemon(true);
            return reading;
        });
    }

    @Override
    public RecordStream open(LogRange range) {
        Ahead ahead = new Ahead();
        ahead.work = thread.submit(() -> read(range, ahead));
        return ahead;
    }

    private void read(LogRange range, Ahead ahead) {
        LogRangeReader connected = reader;
        try {
            if (connected == null) {
                connected = connect.get();
                reader = connected;
            }
            connected.read(range, ahead::put);
            ahead.end(null);
        } catch (Abandoned e) {
            ahead.end(e);
        } catch (NoisyStudentException e) {
            disconnect();
            ahead.end(e);
        } catch (KafkaException e) {
            disconnect();
            ahead.end(new NoisyStudentException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    range.toString(),
                    "the broker does not let the range be read (" + e.getMessage() + "); it is tried again",
                    e));
        } catch (RuntimeException | Error e) {
            // What this thread throws is not seen, and its user waits for the end.
            disconnect();
            ahead.end(new NoisyStudentException(
                    ErrorCode.of(e), range.toString(), "the range cannot be read (" + e + ")", e));
        }
    }

    private void disconnect() {
        LogRangeReader broken = reader;
        reader = null;
        if (broken != null) {
            broken.close();
        }
    }

    @Override
    public void close() {
        thread.execute(this::disconnect);
        thread.shutdown();
    }

    /** Its user has left before the end. */
    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A record, or the end with its reason. */
    private record Item(
            @Nullable ConsumerRecord<byte[], byte[]> record,
            @Nullable RuntimeException failure) {}

    private static final class Ahead implements RecordStream {
        private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(RECORDS_AHEAD);
        private final Semaphore kilobytes = new Semaphore(KILOBYTES_AHEAD);
        private @Nullable Future<?> work;
        private volatile boolean closed;
        private boolean ended;

        void put(ConsumerRecord<byte[], byte[]> record) {
            try {
                kilobytes.acquire(weight(record));
                if (closed) {
                    throw new Abandoned();
                }
                queue.put(new Item(record, null));
            } catch (InterruptedException e) {
                throw new Abandoned();
            }
        }

        void end(@Nullable RuntimeException failure) {
            boolean placed = false;
            while (!placed && !closed) {
                try {
                    queue.put(new Item(null, failure));
                    placed = true;
                } catch (InterruptedException e) {
                    // Only close() interrupts, and it does not wait for the end.
                    placed = true;
                }
            }
        }

        @Override
        public @Nullable ConsumerRecord<byte[], byte[]> next() {
            if (ended) {
                return null;
            }
            Item item;
            try {
                item = queue.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NoisyStudentException(ErrorCode.INTERNAL, "read", "interrupted: the labeler is stopping", e);
            }
            if (item.failure() != null) {
                throw item.failure();
            }
            if (item.record() == null) {
                ended = true;
                return null;
            }
            kilobytes.release(weight(item.record()));
            return item.record();
        }

        @Override
        public void close() {
            closed = true;
            queue.clear();
            kilobytes.release(KILOBYTES_AHEAD);
            Future<?> reading = work;
            if (reading != null) {
                reading.cancel(true);
            }
        }

        private static int weight(ConsumerRecord<byte[], byte[]> record) {
            int bytes = Math.max(0, record.serializedValueSize()) + Math.max(0, record.serializedKeySize());
            return Math.min(KILOBYTES_AHEAD, 1 + bytes / 1024);
        }
    }
}
