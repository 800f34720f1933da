package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * A thousand labelers in virtual time, with the real curriculum: tasks lie in partitions, each of which one labeler
 * works off in order, as Kafka hands them out. Figures for docs/sizing.md.
 */
class FleetSimulationTest {
    private static final int LABELERS = 1_000;
    private static final int TASKS_EACH = 10;
    private static final double SECONDS = 10;

    @Test
    void shouldWorkOffTheTasksEvenly() {
        Run run = new Run(LABELERS).label(labeler -> SECONDS);

        assertThat(run.answers).isEqualTo(LABELERS * TASKS_EACH);
        assertThat(run.end).isCloseTo(TASKS_EACH * SECONDS, within(SECONDS));
        assertThat(run.state()).isInstanceOf(GenerationState.Training.class);
    }

    /** No labeler takes over the tasks behind a slow one: the slowest one ends last. */
    @Test
    void shouldWaitForASlowLabeler() {
        Run run = new Run(LABELERS).label(labeler -> labeler == 0 ? 10 * SECONDS : SECONDS);

        assertThat(run.end).isCloseTo(10 * TASKS_EACH * SECONDS, within(SECONDS));
        assertThat(run.state()).isInstanceOf(GenerationState.Training.class);
    }

    /**
     * A labeler drains one partition before the next, and those that come later take whole partitions: here the untouched
     * ones, so that the end is nearer, but not as near as with an even share of what is left.
     */
    @Test
    void shouldGetFasterWithLabelersThatComeLater() {
        double few = new Run(LABELERS / 2).label(labeler -> SECONDS).end;

        Run run = new Run(LABELERS / 2);
        run.growTo(LABELERS, few / 4);
        run.label(labeler -> SECONDS);

        assertThat(run.end).isCloseTo(few * 3 / 4, within(2 * SECONDS));
    }

    /** A labeler that dies is missed after the session's time-out; its open task is done twice, nothing is lost. */
    @Test
    void shouldSurviveThatEveryTenthLabelerDies() {
        Run run = new Run(LABELERS);
        run.die(LABELERS / 10, TASKS_EACH * SECONDS / 2);
        run.label(labeler -> SECONDS);

        assertThat(run.answers).isEqualTo(LABELERS * TASKS_EACH);
        assertThat(run.state()).isInstanceOf(GenerationState.Training.class);
        // The survivors get a second partition each, of which half is left.
        assertThat(run.end).isBetween(TASKS_EACH * SECONDS, 1.6 * TASKS_EACH * SECONDS);
    }

    @Test
    void shouldCutTasksThatCoverTheLog() {
        List<LabelingTask> tasks = new ArrayList<>();
        new Run(LABELERS).partitions.forEach(tasks::addAll);

        long records = tasks.stream()
                .map(LabelingTask::range)
                .mapToLong(LogRange::length)
                .sum();
        assertThat(records).isEqualTo(100L * LABELERS * TASKS_EACH);
    }

    private interface Speed {
        double secondsPerTask(int labeler);
    }

    private record Done(double at, int labeler, int partition, LabelingTask task) {}

    /** One generation, labeled by a fleet. */
    private static final class Run {
        private static final double SESSION_TIMEOUT = 6;

        private final Drive drive = new Drive(Fixture.LOOP);
        private final List<Deque<LabelingTask>> partitions = new ArrayList<>();
        private final PriorityQueue<Done> working = new PriorityQueue<>(Comparator.comparingDouble(Done::at));
        private final Random random = new Random(1);
        private List<Integer> labelers;
        private int later;
        private double change = Double.MAX_VALUE;
        private double pause;
        private int answers;
        private double end;

        Run(int labelers) {
            this.labelers = new ArrayList<>(IntStream.range(0, labelers).boxed().toList());
            drive.firstTeacher();
            drive.sent.clear();
            drive.observe(new ModelRef("pets", 1), 40, 100L * LABELERS * TASKS_EACH);
            for (int i = 0; i < LABELERS; i++) {
                partitions.add(new ArrayDeque<>());
            }
            List<LabelingTask> tasks = drive.labelingTasks("1");
            for (int i = 0; i < tasks.size(); i++) {
                partitions.get(i % LABELERS).add(tasks.get(i));
            }
        }

        void growTo(int fleet, double at) {
            later = fleet;
            change = at;
        }

        void die(int dead, double at) {
            later = labelers.size() - dead;
            change = at;
            pause = SESSION_TIMEOUT;
        }

        Run label(Speed speed) {
            assign(0, speed);
            while (!working.isEmpty()) {
                if (working.peek().at() > change) {
                    reassign(speed);
                    continue;
                }
                Done done = working.remove();
                partitions.get(done.partition()).remove();
                drive.on(Fixture.answer(done.task()));
                // The same answer once more, as a labeler gives that was cut off before it had committed.
                if (random.nextInt(100) == 0) {
                    drive.on(Fixture.answer(done.task()));
                }
                answers++;
                end = done.at();
                next(done.labeler(), end, speed);
            }
            drive.on(new CurriculumEvent.AnswersMeasured("1", Fixture.log("pets.pseudo-labels", 80)));
            return this;
        }

        GenerationState state() {
            return drive.state("1");
        }

        /** What is in work starts over: only what was answered is committed. */
        private void reassign(Speed speed) {
            double at = change + pause;
            change = Double.MAX_VALUE;
            working.clear();
            labelers = new ArrayList<>(IntStream.range(0, later).boxed().toList());
            assign(at, speed);
        }

        private void assign(double at, Speed speed) {
            labelers.forEach(labeler -> next(labeler, at, speed));
        }

        /** The first task of one of the labeler's partitions, which are assigned in turn. */
        private void next(int labeler, double at, Speed speed) {
            for (int partition = labeler; partition < LABELERS; partition += labelers.size()) {
                LabelingTask task = partitions.get(partition).peek();
                if (task != null) {
                    working.add(new Done(at + speed.secondsPerTask(labeler), labeler, partition, task));
                    return;
                }
            }
        }
    }
}
