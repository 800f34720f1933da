package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.log.LogRange;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Streams the records of a range of the log, in order; reading a range again gives the same records. */
@FunctionalInterface
public interface RangeReader {
    void read(LogRange range, Consumer<ConsumerRecord<byte[], byte[]>> handler);
}
