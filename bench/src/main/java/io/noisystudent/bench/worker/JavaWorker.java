package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The Java side of a {@link WorkerProcess}: {@code train} and {@code sgemm}, with the words of {@code worker.py}. */
public final class JavaWorker {
    private JavaWorker() {}

    /** Answers lines until there are no more. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        TrainingRounds training = new TrainingRounds();
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(answer(training, Arrays.asList(line.split(" "))));
            answers.flush();
        }
    }

    private static String answer(TrainingRounds training, List<String> words) {
        try {
            Measurement round =
                    switch (words.get(0)) {
                        case "train" -> training.take(TrainingRounds.Order.of(words));
                        case "sgemm" ->
                            MatrixProducts.take(
                                    number(words, 1),
                                    number(words, 2),
                                    words.get(3).equals("bf16"),
                                    number(words, 4));
                        default -> throw new IllegalArgumentException("unknown: " + words);
                    };
            return round.units() + " " + round.seconds() + " " + round.cpuSeconds();
        } catch (RuntimeException e) {
            return "error " + String.valueOf(e).lines().findFirst().orElse("");
        }
    }

    static int number(List<String> words, int index) {
        return Integer.parseInt(words.get(index));
    }
}
