package io.noisystudent.bench.worker;

import io.noisystudent.bench.distillation.LessonRun;
import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Java side of a {@link WorkerProcess}: {@code train} and {@code sgemm}, with the words of {@code worker.py}, and what
 * {@code bench gpu} and {@code bench distillation} ask of a trainer.
 */
public final class JavaWorker {
    private JavaWorker() {}

    /** Answers lines until there are no more. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Rounds rounds = new Rounds();
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(answer(rounds, Arrays.asList(line.split(" "))));
            answers.flush();
        }
    }

    private static String answer(Rounds rounds, List<String> words) {
        try {
            return Arrays.stream(rounds.take(words.get(0), words.subList(1, words.size())))
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(" "));
        } catch (RuntimeException | LinkageError e) {
            String reason = e instanceof NoisyStudentException known ? known.describe() : String.valueOf(e);
            return "error " + reason.lines().findFirst().orElse("");
        }
    }

    /** What keeps its images, or what it compares with, from one round to the next. */
    private static final class Rounds {
        private final TrainingRounds training = new TrainingRounds();
        private final InputRounds input = new InputRounds();
        private final FirstSteps firstSteps = new FirstSteps();
        private final LessonRun lessons = new LessonRun();

        private double[] take(String command, List<String> words) {
            return switch (command) {
                case "open" ->
                    new double[] {TrainingOrder.of(words).compute(false).threads()};
                case "train" -> numbers(training.take(TrainingOrder.of(words)));
                case "load" -> numbers(input.take(TrainingOrder.of(words)));
                case "gradients" -> firstSteps.take(TrainingOrder.of(words));
                case "interrupt" -> ResumedTraining.interrupt(TrainingOrder.of(words), file(words));
                case "resume" -> ResumedTraining.take(TrainingOrder.of(words), file(words));
                case "lesson" -> lessons.take(path(words.get(0)));
                case "memory" -> SteadyTraining.take(TrainingOrder.of(words));
                case "learn" -> LearningRun.take(LearningOrder.of(words));
                case "sgemm" ->
                    numbers(MatrixProducts.take(
                            Integer.parseInt(words.get(0)),
                            Integer.parseInt(words.get(1)),
                            words.get(2).equals("bf16"),
                            Integer.parseInt(words.get(3))));
                default -> throw new IllegalArgumentException("unknown: " + command + " " + words);
            };
        }

        private static Path file(List<String> words) {
            return path(words.get(TrainingOrder.WORDS));
        }

        private static Path path(String word) {
            return Path.of(URLDecoder.decode(word, StandardCharsets.UTF_8));
        }

        private static double[] numbers(Measurement round) {
            return new double[] {round.units(), round.seconds(), round.cpuSeconds()};
        }
    }
}
