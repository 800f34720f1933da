package io.noisystudent.trainer.testing;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.testkit.kafka.InMemoryLog;
import io.noisystudent.trainer.dataset.RangeReader;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Topics without a broker; of one partition each, unless another is named. */
public final class TopicLogs extends InMemoryLog implements RangeReader {
    @Override
    public void read(LogRange range, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        records(range).forEach(handler);
    }
}
