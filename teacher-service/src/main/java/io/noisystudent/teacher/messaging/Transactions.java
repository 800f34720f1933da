package io.noisystudent.teacher.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records and consumed offsets together or not at all. After a failure it is of no more use. */
final class Transactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final Producer<byte[], byte[]> producer;

    /** Takes over: ends what another instance has begun, and refuses what it still writes. */
    Transactions(OwnerSettings settings) {
        producer = new KafkaProducer<>(settings.producer());
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    /**
     * One transaction. The offsets are never empty: with them the broker refuses an instance that has lost its
     * partitions, even if it has consumed nothing.
     *
     * @throws KafkaException nothing was written, or it is not known whether everything was
     */
    void commit(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata member) {
        producer.beginTransaction();
        try {
            for (ProducerRecord<byte[], byte[]> record : records) {
                // The commit waits for all of them and fails with any of them.
                Future<?> unused = producer.send(record);
            }
            producer.sendOffsetsToTransaction(offsets, member);
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort();
            throw e;
        }
    }

    /** How many partitions a topic has. */
    int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            LOG.debug("the abort failed too; the next owner ends the transaction", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
