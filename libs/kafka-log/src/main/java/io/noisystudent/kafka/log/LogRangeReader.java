package io.noisystudent.kafka.log;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Streams exactly the committed records of a range, in log order.
 *
 * <p>Offsets without a record (transaction markers, aborted records, compaction) are passed over. A range whose end is
 * not committed yet is waited for. Reading ranges one after the other costs one connection. Not thread-safe.
 */
public final class LogRangeReader implements AutoCloseable {
    /** How long a service waits for an end that does not come nearer, where no caller waits for the service. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(250);
    /**
     * What is fetched beyond the end of a range is thrown away, so little at a time; a larger record still comes whole.
     */
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final ToLongFunction<TopicPartition> written;
    private final Duration patience;

    /**
     * Connects to a broker.
     *
     * @param settings of the Kafka client: {@code bootstrap.servers} and what security asks for
     * @param patience how long to wait for an end that does not come nearer
     */
    public LogRangeReader(Map<String, Object> settings, Duration patience) {
        this(consumer(settings, "read_committed"), partition -> written(settings, partition), patience);
    }

    /** @param written the end of a partition, open transactions included */
    LogRangeReader(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            ToLongFunction<TopicPartition> written,
            Duration patience) {
        this.consumer = consumer;
        this.written = written;
        this.patience = patience;
    }

    private static long written(Map<String, Object> settings, TopicPartition partition) {
        try (KafkaConsumer<byte[], byte[]> all = consumer(settings, "read_uncommitted")) {
            return all.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings, String isolation) {
        Map<String, Object> own = Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCH_BYTES,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                // At the end of a log the broker holds a fetch back for so long, and the next range waits behind it.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1000);
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(own);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Hands every record of the range to {@code handler}.
     *
     * <p>What the handler throws ends the reading; the reader can be used again.
     *
     * @throws NoisyStudentException {@code LINEAGE_EXPIRED} when the log no longer has the beginning of the range,
     *     {@code LOG_RESET} when the log ends before the range does, {@code RANGE_INCOMPLETE} when the end of the range does
     *     not become readable, {@code BROKER_UNAVAILABLE} when the broker does not know the topic or does not answer
     */
    public void read(LogRange range, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        if (range.isEmpty()) {
            return;
        }
        TopicPartition partition = new TopicPartition(range.topic(), range.partition());
        consumer.assign(List.of(partition));
        requireBeginning(range, partition);
        consumer.seek(partition, range.from());
        long position = range.from();
        long lastProgress = System.nanoTime();
        while (position < range.to()) {
            ConsumerRecords<byte[], byte[]> records = poll(range);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() >= range.to()) {
                    return;
                }
                handler.accept(record);
            }
            long reached = consumer.position(partition);
            if (reached > position) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > patience.toNanos()) {
                throw incomplete(range, reached);
            }
            position = reached;
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(LogRange range) {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            // Either retention was faster than the reader, or the log is shorter than it was.
            requireBeginning(range, new TopicPartition(range.topic(), range.partition()));
            throw reset(range, "before the range begins", e);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw unavailable(range, e);
        }
    }

    private void requireBeginning(LogRange range, TopicPartition partition) {
        long beginning;
        try {
            beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw unavailable(range, e);
        }
        if (beginning > range.from()) {
            throw new NoisyStudentException(
                    ErrorCode.LINEAGE_EXPIRED,
                    range.toString(),
                    "the log begins at " + beginning + "; retention has removed what the range names, so keep the "
                            + "topic longer");
        }
    }

    private static NoisyStudentException unavailable(LogRange range, KafkaException cause) {
        return new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                range.toString(),
                "the broker does not give the range (" + cause.getMessage()
                        + "); check kafka.bootstrap.servers and that the topic is there",
                cause);
    }

    private NoisyStudentException incomplete(LogRange range, long reached) {
        long end;
        try {
            end = written.applyAsLong(new TopicPartition(range.topic(), range.partition()));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return unavailable(range, e);
        }
        if (end < range.to()) {
            return reset(range, "at " + end, null);
        }
        return new NoisyStudentException(
                ErrorCode.RANGE_INCOMPLETE,
                range.toString(),
                "readable only up to " + reached + " after " + patience.toSeconds()
                        + " s without progress; an open transaction or a broker that is away holds it back");
    }

    /** A range is named after it was written, so a log that is shorter is another one, or has lost records. */
    private static NoisyStudentException reset(LogRange range, String end, @Nullable Exception cause) {
        return new NoisyStudentException(
                ErrorCode.LOG_RESET,
                range.toString(),
                "the log ends " + end + ": it was longer when the range was named, so the topic was made again or the"
                        + " broker has lost records; send the images again and open another generation",
                cause);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
