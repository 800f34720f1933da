package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.ControlConfig;
import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Measured;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Rejected;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole loop in one thread: labelers, trainers and the registry answer in random order, late, several times or
 * after a restart of the curriculum from its written states. Whatever happens, the invariants hold. A seed that fails
 * can be replayed.
 */
class SimulationTest {
    private static final int STEPS = 1_500;
    private static final List<Class<? extends GenerationState>> ORDER =
            List.of(Labeling.class, Training.class, Evaluating.class, Decided.class);

    private final JsonCodec<GenerationState> codec = JsonCodec.of(GenerationState.class);
    private final List<CurriculumEvent> pending = new ArrayList<>();
    private final List<CurriculumEvent> past = new ArrayList<>();
    private final Map<String, GenerationState> log = new HashMap<>();
    private int decisions;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldKeepItsInvariantsWhateverHappens(long seed) {
        Random random = new Random(seed);
        Registry registry = new Registry();
        ControlConfig control = new ControlConfig(
                seed % 2 == 0 ? ControlConfig.Match.IMAGES : ControlConfig.Match.STEPS,
                seed % 3 == 0 ? ControlConfig.Every.GENERATION : ControlConfig.Every.END);
        CurriculumConfig config = new CurriculumConfig(
                new CurriculumKind.NoisyStudent(),
                0,
                3,
                2,
                false,
                200,
                50,
                control,
                seed,
                Fixture.LOOP.collapse(),
                FixResConfig.ON_REQUEST);
        Drive drive = new Drive(config);
        long unlabeled = 100;
        for (int step = 0; step < STEPS; step++) {
            unlabeled += random.nextInt(10);
            CurriculumEvent event = next(random, drive, registry, unlabeled);
            apply(random, drive, registry, event);
            if (random.nextInt(50) == 0) {
                drive = restarted(config);
            }
        }
        assertThat(decisions).as("generations decided").isGreaterThan(5);
    }

    private CurriculumEvent next(Random random, Drive drive, Registry registry, long unlabeled) {
        int dice = random.nextInt(20);
        if (dice == 0 && !past.isEmpty()) {
            return past.get(random.nextInt(past.size()));
        }
        if (dice == 1) {
            String id = drive.generations.open().map(open -> open.plan().id()).orElse("0");
            return random.nextInt(20) == 0
                    ? new CurriculumEvent.CancelRequested(id)
                    : new CurriculumEvent.OpenRequested(Fixture.seen(registry.teacher, 40, unlabeled));
        }
        if (dice < 5) {
            // The owner looks at the log of answers only when all are there.
            return Curriculum.answeredBy(drive.generations)
                    .<CurriculumEvent>map(state -> new CurriculumEvent.AnswersMeasured(
                            state.plan().id(), Fixture.log("pets.pseudo-labels", unlabeled)))
                    .orElseGet(() -> new CurriculumEvent.Observed(Fixture.seen(registry.teacher, 40, unlabeled)));
        }
        if (dice < 8) {
            return Curriculum.evaluationOf(drive.generations)
                    .map(state -> registry.evaluate(random, state))
                    .orElseGet(() -> new CurriculumEvent.Observed(Fixture.seen(registry.teacher, 40, unlabeled)));
        }
        return pending.isEmpty()
                ? new CurriculumEvent.Observed(Fixture.seen(registry.teacher, 40, unlabeled))
                : pending.remove(random.nextInt(pending.size()));
    }

    private void apply(Random random, Drive drive, Registry registry, CurriculumEvent event) {
        past.add(event);
        Transition transition;
        try {
            transition = drive.on(event);
        } catch (NoisyStudentException e) {
            assertThat(e.code()).isIn(ErrorCode.GENERATION_REFUSED, ErrorCode.GENERATION_NOT_FOUND);
            return;
        }
        if (transition.state() != null) {
            check(transition.state(), registry);
            log.put(transition.state().plan().id(), transition.state());
        }
        transition.commands().forEach(command -> answer(random, command));
        long open = drive.generations.all().stream()
                .filter(state -> !(state instanceof Decided))
                .count();
        assertThat(open).as("open generations").isLessThanOrEqualTo(1);
    }

    private void check(GenerationState state, Registry registry) {
        GenerationState before = log.get(state.plan().id());
        if (before == null && state.plan().control()) {
            assertThat(log.get(Integer.toString(state.plan().number())))
                    .as("a control has a student")
                    .isInstanceOfSatisfying(Examined.class, student -> assertThat(
                                    student.candidate().model())
                            .isEqualTo(state.plan().teacher()));
        } else if (before == null) {
            log.values().stream().filter(other -> !other.plan().control()).forEach(other -> assertThat(
                            other.plan().number())
                    .as("numbers only grow")
                    .isLessThan(state.plan().number()));
        } else {
            assertThat(before).as("a decision is final").isNotInstanceOf(Decided.class);
            assertThat(state.plan()).as("the plan is fixed").isEqualTo(before.plan());
            assertThat(rank(state)).as("a generation never goes back").isGreaterThanOrEqualTo(rank(before));
        }
        if (state instanceof Labeling labeling) {
            assertThat(labeling.labeling().samples())
                    .as("each task is counted once")
                    .isEqualTo(counted(labeling));
        }
        if (state instanceof Promoted promoted) {
            assertThat(registry.promoted)
                    .as("no promotion without evidence")
                    .contains(promoted.candidate().model());
            assertThat(promoted.candidate().validation()).isNotNull();
        }
        if (state instanceof Promoted || state instanceof Rejected || state instanceof Measured) {
            assertThat(state instanceof Measured).isEqualTo(state.plan().control());
            decisions++;
        }
    }

    private static long counted(Labeling state) {
        BitSet done = TaskSet.decode(state.done());
        assertThat(done.cardinality()).isEqualTo(state.labeling().tasksDone());
        List<LogRange> ranges = TaskCutter.tasks(state.plan());
        return done.stream().mapToLong(task -> ranges.get(task).length()).sum();
    }

    /** Every task is answered at least once, by a labeler or trainer that may fail or answer twice. */
    private void answer(Random random, Command command) {
        int copies = random.nextInt(5) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (command instanceof Command.Label label) {
                LabelingTask task = label.task();
                pending.add(Fixture.answer(task));
            } else if (command instanceof Command.Evaluate evaluate) {
                pending.add(Fixture.predicted(evaluate.task(), random.nextInt(1000)));
            } else {
                String id = ((Command.Train) command).request().id();
                pending.add(
                        random.nextInt(6) == 0
                                ? Fixture.notTrained(id, ErrorCode.TRAINING_DIVERGED)
                                : Fixture.trained(
                                        id,
                                        new ModelRef("pets", 1 + Math.abs(id.hashCode() % 10_000)),
                                        random.nextDouble()));
            }
        }
    }

    /** A new process: all that it has is what was written. */
    private Drive restarted(CurriculumConfig config) {
        Drive fresh = new Drive(config);
        log.values()
                .forEach(state -> fresh.generations =
                        fresh.generations.with(codec.decode("pets.generations", codec.encode(state))));
        return fresh;
    }

    private static int rank(GenerationState state) {
        for (int i = 0; i < ORDER.size(); i++) {
            if (ORDER.get(i).isInstance(state)) {
                return i;
            }
        }
        throw new IllegalStateException(state.toString());
    }

    /** Decides once about each version, with luck. */
    private static final class Registry {
        private final Map<ModelRef, Outcome> decided = new HashMap<>();
        private final Set<ModelRef> promoted = new HashSet<>();
        private ModelRef teacher;

        private CurriculumEvent evaluate(Random random, Evaluating state) {
            ModelRef model = state.candidate().model();
            if (state.plan().control()) {
                return Fixture.measured(state.plan().id());
            }
            Outcome outcome = decided.computeIfAbsent(
                    model, unknown -> random.nextInt(3) == 0 ? Outcome.REJECTED : Outcome.PROMOTED);
            if (outcome == Outcome.PROMOTED && promoted.add(model)) {
                teacher = model;
            }
            return Fixture.evaluated(state.plan().id(), model, outcome);
        }
    }
}
