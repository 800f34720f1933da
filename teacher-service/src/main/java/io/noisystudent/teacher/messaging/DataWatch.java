package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.event.DataReview;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.log.LogEnds;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with the data logs: what generations name is compared with how the logs were when last looked at. */
public final class DataWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DataWatch.class);

    private final Topics topics;
    private final GenerationFollower follower;
    private volatile @Nullable List<LogRange> logs;
    private DataReview logged = DataReview.NONE;

    public DataWatch(Topics topics, GenerationFollower follower) {
        this.topics = topics;
        this.follower = follower;
    }

    /** Empty before the first look. */
    public Optional<DataReview> review() {
        List<LogRange> seen = logs;
        return seen == null
                ? Optional.empty()
                : Optional.of(DataReview.of(follower.generations().all(), seen));
    }

    /** For people; empty when nothing is wrong. */
    public List<String> warnings() {
        return review().orElse(DataReview.NONE).warnings();
    }

    /**
     * Looks once, and logs what is wrong if that has changed.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}: try again later
     */
    public synchronized void look(LogEnds ends) {
        logs = Stream.of(topics.labeled(), topics.unlabeled())
                .flatMap(topic -> ends.committed(topic).stream())
                .toList();
        DataReview review = review().orElse(DataReview.NONE);
        if (!review.equals(logged)) {
            logged = review;
            review.warnings().forEach(LOG::warn);
        }
    }
}
