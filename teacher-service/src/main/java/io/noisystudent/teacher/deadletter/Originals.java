package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the original of a letter where it was sent. A letter is what a program with the right to write letters claims; only
 * the log of images says what was sent there.
 */
final class Originals {
    private final KafkaSession kafka;
    private final Topics topics;

    Originals(KafkaSession kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /**
     * The record of the log that the letter names, which may be sent again.
     *
     * @throws NoisyStudentException {@code REPLAY_REFUSED} if it may not, {@code LINEAGE_EXPIRED} if the log no longer has
     *     it, {@code DIGEST_MISMATCH} if the log has something else there
     */
    Original forReplay(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        String topic = letter.origin().topic();
        if (!isImage(topic)) {
            throw refused(
                    letter,
                    "it is a record of '" + topic + "'; only images are sent again, the next generation issues its"
                            + " own tasks");
        }
        return inTheLog(letter.origin(), digest(letter, record));
    }

    /**
     * The bytes that the letter has, or, if they were too many for it, those of the log.
     *
     * @throws NoisyStudentException as {@link #forReplay} does, {@code NOT_FOUND} if labelers do not read the topic
     */
    byte[] value(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (hasBytes(value)) {
            return value;
        }
        String topic = letter.origin().topic();
        if (!isImage(topic) && !topic.equals(topics.labelingTasks()) && !topic.equals(topics.evaluationTasks())) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND,
                    letter.subject(),
                    "labelers read no topic '" + topic + "'; the letter was not written by one");
        }
        return inTheLog(letter.origin(), digest(letter, record)).value();
    }

    /**
     * The record at a position, if its value has this SHA-256.
     *
     * @throws NoisyStudentException {@code LINEAGE_EXPIRED}, {@code DIGEST_MISMATCH}
     */
    Original inTheLog(Origin origin, String digest) {
        ConsumerRecord<byte[], byte[]> original = kafka.record(origin.topic(), origin.partition(), origin.offset())
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.LINEAGE_EXPIRED,
                        origin.toString(),
                        "the log does not have the record any more, and the letter alone does not prove what was sent;"
                                + " send the file again"));
        byte[] value = original.value();
        if (value == null || !Digests.sha256Hex(value).equals(digest)) {
            throw new NoisyStudentException(
                    ErrorCode.DIGEST_MISMATCH,
                    origin.toString(),
                    "the log has another record there than the letter names; was the topic made again, or the letter"
                            + " not written by a labeler? Send the file again");
        }
        return new Original(origin, original.key(), value, original.headers());
    }

    /** SHA-256 of the value that the letter names. */
    private static String digest(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        String digest = hasBytes(value)
                ? Digests.sha256Hex(value)
                : DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.VALUE_SHA256);
        if (digest == null) {
            throw refused(letter, "it has no value, and a record without one would delete the sample of its key");
        }
        return digest;
    }

    private boolean isImage(String topic) {
        return topic.equals(topics.unlabeled()) || topic.equals(topics.labeled());
    }

    private static boolean hasBytes(byte @Nullable [] value) {
        return value != null && value.length > 0;
    }

    private static NoisyStudentException refused(DeadLetter letter, String why) {
        return new NoisyStudentException(ErrorCode.REPLAY_REFUSED, letter.subject(), why);
    }
}
