package io.noisystudent.trainer.checkpoint;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.storage.ObjectStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often a request was begun since its newest checkpoint: a request that kills every trainer must not do so for ever.
 *
 * <p>A start is noted before anything is read, in the store as {@code checkpoints/<model>/<request>/starts/<steps>-<n>.json},
 * where every trainer sees it; without a store below the trainer's own directory. After another checkpoint earlier
 * starts do not count, an orderly stop removes its start, an answer removes them all.
 */
public final class StartLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(StartLog.class);

    private final JsonCodec<StartNote> codec = JsonCodec.of(StartNote.class);
    private final Supplier<Optional<ObjectStore>> store;
    private final Path directory;
    private final int most;
    private final Supplier<StartNote> note;

    /**
     * A log.
     *
     * @param store asked at every use; empty where none is configured
     * @param directory for notes without a store
     * @param most starts that may fail
     * @param note of a start that is made now
     */
    public StartLog(Supplier<Optional<ObjectStore>> store, Path directory, int most, Supplier<StartNote> note) {
        this.store = store;
        this.directory = directory;
        this.most = most;
        this.note = note;
    }

    /**
     * Notes a start.
     *
     * @return takes it back, to be run when the trainer stops before there is an answer
     * @throws NoisyStudentException {@code TRAINER_LOST} if as many as may fail were begun since the newest checkpoint,
     *     {@code STORE_UNAVAILABLE}, {@code DISK_FULL}
     */
    public Runnable begin(TrainingRequest request) {
        long steps = store.get()
                .map(found -> CheckpointArchive.newestSteps(found, request))
                .orElse(0L);
        NoteShelf shelf = shelf(request);
        String position = String.format(Locale.ROOT, "%010d-", steps);
        List<String> failed =
                shelf.names().stream().filter(name -> name.startsWith(position)).toList();
        if (failed.size() >= most) {
            throw lost(request, steps, failed.size(), shelf.read(failed.get(failed.size() - 1)));
        }
        if (!failed.isEmpty()) {
            LOGGER.warn(
                    "begun before, without an end request={} starts={} step={}", request.id(), failed.size(), steps);
        }
        byte[] content = codec.encode(note.get());
        int number = failed.size() + 1;
        while (!shelf.create(name(position, number), content)) {
            number++;
        }
        String noted = name(position, number);
        return () -> withdraw(request, shelf, noted);
    }

    /** Removes the notes of a request that is answered. */
    public void forget(TrainingRequest request) {
        try {
            NoteShelf shelf = shelf(request);
            shelf.names().forEach(shelf::delete);
        } catch (NoisyStudentException e) {
            LOGGER.warn("notes of starts are left behind request={} {}", request.id(), e.describe());
        }
    }

    private static void withdraw(TrainingRequest request, NoteShelf shelf, String name) {
        try {
            shelf.delete(name);
        } catch (NoisyStudentException e) {
            LOGGER.warn("an orderly stop counts as a failed start request={} {}", request.id(), e.describe());
        }
    }

    private NoteShelf shelf(TrainingRequest request) {
        String local = URLEncoder.encode(request.model() + "/" + request.identity(), StandardCharsets.UTF_8);
        return store.get()
                .<NoteShelf>map(found -> new StoredNotes(found, CheckpointArchive.prefix(request) + "starts/"))
                .orElseGet(() -> new LocalNotes(directory.resolve("starts").resolve(local)));
    }

    private static String name(String position, int number) {
        return String.format(Locale.ROOT, "%s%03d.json", position, number);
    }

    private NoisyStudentException lost(TrainingRequest request, long steps, int starts, Optional<byte[]> last) {
        String who = last.map(content -> codec.decode("starts", content))
                .map(found -> "; the last was " + found.trainer() + " at " + found.at() + ", where " + found.memory())
                .orElse("");
        return new NoisyStudentException(
                ErrorCode.TRAINER_LOST,
                request.id(),
                "starts after step " + steps + ": " + starts + ", and each time the trainer was killed before another"
                        + " checkpoint" + who
                        + ". A training that takes more memory than it may ends so: " + advice(request)
                        + ", or give trainers more memory");
    }

    private static String advice(TrainingRequest request) {
        if (request.ensemble() != null) {
            return "name fewer versions than the " + request.recipe().network() + ", or smaller ones";
        }
        Recipe recipe = request.recipe();
        return "lower batch-size (now " + recipe.batchSize() + ") or unlabeled-ratio (now " + recipe.unlabeledRatio()
                + "), choose a smaller network than " + recipe.network()
                + (request.peers() == null ? "" : ", train fewer students together");
    }
}
