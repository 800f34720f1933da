package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Lists, shows and replays dead letters. Every call has connections of its own, reads a bounded part of the logs and
 * keeps nothing.
 */
public final class DeadLetterDesk {
    private final Map<String, Object> client;
    private final Topics topics;

    /** @param client properties of a Kafka client */
    public DeadLetterDesk(Map<String, Object> client, Topics topics) {
        this.client = Map.copyOf(client);
        this.topics = topics;
    }

    /** Records that could not be read, each once, the one that was refused last first. */
    public DeadLetterPage list(DeadLetterFilter filter, @Nullable String cursor, int limit) {
        try (KafkaSession kafka = new KafkaSession(client)) {
            return log(kafka).find(filter, cursor, limit).page();
        }
    }

    /** One letter. */
    public DeadLetterDetails show(DeadLetterId id) {
        try (KafkaSession kafka = new KafkaSession(client)) {
            ConsumerRecord<byte[], byte[]> record = log(kafka).record(id);
            DeadLetter letter = DeadLetterLog.letter(id, record);
            LaterRecords later = new LaterRecords(kafka);
            if (isImage(letter)) {
                later.find(List.of(new LaterRecords.Wanted(letter.origin(), InboundRecordParser.key(record))));
            }
            return new DeadLetterDetails(letter, later.of(letter.origin()), later.isComplete(letter.origin()));
        }
    }

    /** The bytes of a letter's original. */
    public byte[] value(DeadLetterId id) {
        try (KafkaSession kafka = new KafkaSession(client)) {
            ConsumerRecord<byte[], byte[]> record = log(kafka).record(id);
            return new Originals(kafka, topics).value(DeadLetterLog.letter(id, record), record);
        }
    }

    /**
     * Sends the original of one letter again.
     *
     * @param rehearsal says only whether it would be sent
     */
    public ReplayResult replay(DeadLetterId id, boolean rehearsal) {
        try (KafkaSession kafka = new KafkaSession(client)) {
            return new Replays(kafka, client, topics)
                    .run(List.of(id), rehearsal)
                    .get(0);
        }
    }

    /** Sends the originals of all letters again that a page of the list has. */
    public ReplayReport replay(DeadLetterFilter filter, @Nullable String cursor, int limit, boolean rehearsal) {
        try (KafkaSession kafka = new KafkaSession(client)) {
            DeadLetterLog.Found found = log(kafka).find(filter, cursor, limit);
            List<DeadLetterId> ids = found.items().stream()
                    .map(sighting -> DeadLetterId.parse(sighting.letter().id()))
                    .toList();
            List<ReplayResult> results = new Replays(kafka, client, topics).run(ids, rehearsal);
            return ReplayReport.of(results, found.next(results.size()));
        }
    }

    private boolean isImage(DeadLetter letter) {
        String topic = letter.origin().topic();
        return topic.equals(topics.unlabeled()) || topic.equals(topics.labeled());
    }

    private DeadLetterLog log(KafkaSession kafka) {
        return new DeadLetterLog(kafka, topics.deadLetters());
    }
}
