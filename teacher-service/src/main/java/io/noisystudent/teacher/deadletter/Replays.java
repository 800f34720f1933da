package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends originals again, one after the other, unless something newer was sent in their place.
 *
 * <p>A value is read twice, so that only one of them is in memory at a time. Not thread-safe.
 */
final class Replays {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Map<String, Object> client;
    private final Topics topics;
    private final DeadLetterLog log;
    private final Originals originals;
    private final LaterRecords later;

    /** A letter, and either what to look for and to send, or why it is not sent. */
    private record Candidate(
            DeadLetterId id,
            String subject,
            @Nullable Verified verified,
            @Nullable NoisyStudentException refusal) {}

    /** A record of the log that the letter names; the digest of its value in place of the value. */
    private record Verified(LaterRecords.Wanted wanted, String sha256) {}

    Replays(KafkaSession kafka, Map<String, Object> client, Topics topics) {
        this.client = client;
        this.topics = topics;
        this.log = new DeadLetterLog(kafka, topics.deadLetters());
        this.originals = new Originals(kafka, topics);
        this.later = new LaterRecords(kafka);
    }

    /**
     * What became of the first of these letters: of all, if there is time.
     *
     * @param rehearsal nothing is sent
     * @throws NoisyStudentException {@code BROKER_UNAVAILABLE}; what was sent before is recognized the next time
     */
    List<ReplayResult> run(List<DeadLetterId> ids, boolean rehearsal) {
        long start = System.nanoTime();
        List<Candidate> candidates = ids.stream().map(this::candidate).toList();
        later.find(candidates.stream()
                .map(Candidate::verified)
                .filter(Objects::nonNull)
                .map(Verified::wanted)
                .toList());
        List<ReplayResult> results = new ArrayList<>();
        try (Replayer replayer = new Replayer(client, topics.deadLetters())) {
            for (Candidate candidate : candidates) {
                if (!results.isEmpty() && System.nanoTime() - start > LIMIT.toNanos()) {
                    break;
                }
                results.add(result(candidate, rehearsal, replayer));
            }
        }
        return results;
    }

    private Candidate candidate(DeadLetterId id) {
        ConsumerRecord<byte[], byte[]> record = log.record(id);
        DeadLetter letter = DeadLetterLog.letter(id, record);
        try {
            Original original = originals.forReplay(letter, record);
            LaterRecords.Wanted wanted =
                    new LaterRecords.Wanted(original.origin(), InboundRecordParser.key(original.key()));
            Verified verified = new Verified(wanted, Digests.sha256Hex(original.value()));
            return new Candidate(id, letter.subject(), verified, null);
        } catch (NoisyStudentException e) {
            return new Candidate(id, letter.subject(), null, own(e));
        }
    }

    private ReplayResult result(Candidate candidate, boolean rehearsal, Replayer replayer) {
        Verified verified = candidate.verified();
        if (verified == null) {
            return skipped(candidate, Objects.requireNonNull(candidate.refusal()));
        }
        Origin origin = verified.wanted().origin();
        Later newer = later.of(origin);
        if (newer != null) {
            return skipped(
                    candidate,
                    new NoisyStudentException(ErrorCode.REPLAY_REFUSED, candidate.subject(), newer.describe()));
        }
        String hint = later.isComplete(origin)
                ? null
                : "the log behind it is too long to be searched; if a newer record has its key, that one counts";
        if (rehearsal) {
            return result(candidate, ReplayResult.Outcome.REPLAYABLE, null, hint);
        }
        try {
            Original original = originals.inTheLog(origin, verified.sha256());
            String position = replayer.send(original, candidate.id().partition());
            return result(candidate, ReplayResult.Outcome.REPLAYED, position, hint);
        } catch (NoisyStudentException e) {
            return skipped(candidate, own(e));
        }
    }

    /** The refusal, if it is about this record alone. */
    private static NoisyStudentException own(NoisyStudentException refusal) {
        return switch (refusal.code()) {
            case REPLAY_REFUSED, LINEAGE_EXPIRED, DIGEST_MISMATCH, NOT_FOUND -> refusal;
            default -> throw refusal;
        };
    }

    private static ReplayResult result(
            Candidate candidate, ReplayResult.Outcome outcome, @Nullable String position, @Nullable String hint) {
        return new ReplayResult(candidate.id().toString(), candidate.subject(), outcome, position, null, hint);
    }

    private static ReplayResult skipped(Candidate candidate, NoisyStudentException reason) {
        return new ReplayResult(
                candidate.id().toString(),
                candidate.subject(),
                ReplayResult.Outcome.SKIPPED,
                null,
                reason.code(),
                reason.getMessage());
    }
}
