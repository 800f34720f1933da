package io.noisystudent.teacher.testing;

import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.testkit.kafka.TestBroker;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer of records whose images are never decoded. */
public final class Feed {
    private Feed() {}

    /** Records in turn to both partitions of the two data topics. */
    public static void send(Topics topics, int labeled, int unlabeled) {
        try (KafkaProducer<byte[], byte[]> producer = TestBroker.shared().newProducer()) {
            send(producer, topics.labeled(), labeled);
            send(producer, topics.unlabeled(), unlabeled);
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int records) {
        for (int i = 0; i < records; i++) {
            Future<?> unused = producer.send(new ProducerRecord<>(topic, i % 2, null, new byte[] {1}));
        }
        producer.flush();
    }
}
