package io.noisystudent.bench;

import io.noisystudent.bench.distillation.Course;
import io.noisystudent.bench.distillation.Lesson;
import io.noisystudent.bench.distillation.Outcome;
import io.noisystudent.bench.distillation.StudyPart;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** A question of {@link DistillationCommand} that trainings answer; those that are finished are not done again. */
final class DistillationStudy implements CheckedPart {
    private static final double MINUTE = 60;

    private final String name;
    private final StudyPart part;
    private final Course course;
    private final double coreHours;
    private final int threads;
    private final boolean isTrained;

    /**
     * @param coreHours of one core that it was meant to take at full size
     * @param isTrained whether more than the estimate is wanted
     */
    DistillationStudy(String name, StudyPart part, Course course, double coreHours, int threads, boolean isTrained) {
        this.name = name;
        this.part = part;
        this.course = course;
        this.coreHours = coreHours;
        this.threads = threads;
        this.isTrained = isTrained;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) throws IOException {
        List<Lesson> lessons = part.lessons().stream().distinct().toList();
        List<Lesson> open = course.open(lessons);
        report.line("%s  %s", name.toUpperCase(Locale.ROOT), part.question());
        report.line(
                "%d trainings and ensembles, %d of them finished; the others will take about %.1f minutes on %d thread(s) by "
                        + "steps that were timed now; the full size is meant for %.1f hours of a core",
                lessons.size(),
                lessons.size() - open.size(),
                course.estimate(open, lessons) / MINUTE,
                threads,
                coreHours);
        if (isTrained) {
            train(report, lessons, open);
        }
        report.line("");
        long failed = lessons.stream()
                .filter(lesson -> course.failure(lesson).isPresent())
                .count();
        String found = isTrained ? lessons.size() - failed + " finished" : "none asked for";
        checks.accept(new Check("trainings and ensembles", found, "all of " + lessons.size(), failed == 0));
    }

    private void train(Report report, List<Lesson> lessons, List<Lesson> open) throws IOException {
        for (Lesson lesson : lessons) {
            Outcome outcome = course.take(lesson);
            Optional<String> failure = course.failure(lesson);
            if (failure.isPresent()) {
                report.line("%-64s FAILED: %s", lesson.id(), failure.get());
            } else if (open.contains(lesson)) {
                report.line("%-64s %.4f in %.1f s", lesson.id(), outcome.accuracy(), outcome.seconds());
            }
        }
        report.line("");
        part.table(course::of).forEach(line -> report.line("%s", line));
    }
}
