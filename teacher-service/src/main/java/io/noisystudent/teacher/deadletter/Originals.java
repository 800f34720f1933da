package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Finds the original of a letter: in the letter itself, or, if it was too large for one, where it was sent. */
final class Originals {
    private final KafkaSession kafka;
    private final Topics topics;

    Originals(KafkaSession kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /**
     * The original, which may be sent again.
     *
     * @throws NoisyStudentException {@code REPLAY_REFUSED} if it may not; or as {@link #find} does
     */
    Original forReplay(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        String topic = letter.origin().topic();
        if (!topic.equals(topics.unlabeled()) && !topic.equals(topics.labeled())) {
            throw refused(
                    letter,
                    "it is a record of '" + topic + "'; only images are sent again, the next generation issues its"
                            + " own tasks");
        }
        return find(letter, record);
    }

    /**
     * The original with its bytes.
     *
     * @throws NoisyStudentException {@code REPLAY_REFUSED} if it has no value, {@code LINEAGE_EXPIRED} if only the log had
     *     it and no longer does, {@code DIGEST_MISMATCH} if the log has something else there now
     */
    Original find(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value != null && value.length > 0) {
            return new Original(letter.origin(), record.key(), value, record.headers());
        }
        String digest = DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.VALUE_SHA256);
        if (digest == null) {
            throw refused(letter, "it has no value, and a record without one would delete the sample of its key");
        }
        return inTheLog(letter, digest);
    }

    private Original inTheLog(DeadLetter letter, String digest) {
        Origin origin = letter.origin();
        ConsumerRecord<byte[], byte[]> original = kafka.record(origin.topic(), origin.partition(), origin.offset())
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.LINEAGE_EXPIRED,
                        origin.toString(),
                        "the record was too large for a letter, and the log no longer has it; send the file again"));
        byte[] value = original.value();
        if (value == null || !DeadLetterHeaders.sha256(value).equals(digest)) {
            throw new NoisyStudentException(
                    ErrorCode.DIGEST_MISMATCH,
                    origin.toString(),
                    "the log has another record there than the letter tells of; was the topic made again? Send the file"
                            + " again");
        }
        return new Original(origin, original.key(), value, original.headers());
    }

    private static NoisyStudentException refused(DeadLetter letter, String why) {
        return new NoisyStudentException(ErrorCode.REPLAY_REFUSED, letter.subject(), why);
    }
}
