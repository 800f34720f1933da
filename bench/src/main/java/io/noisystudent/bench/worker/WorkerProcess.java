package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child process that answers each line with numbers, or with {@code error} and a reason. It idles in between. */
public final class WorkerProcess implements AutoCloseable {
    private static final String ERROR = "error ";
    private static final int SECONDS_TO_END = 10;

    private final String name;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;
    private volatile boolean isKilled;

    private WorkerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it; what it prints as an error is passed on.
     *
     * @throws NotMeasuredException if there is no such program
     */
    public static WorkerProcess start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            return new WorkerProcess(name, builder.start());
        } catch (IOException e) {
            throw new NotMeasuredException(name + " does not start: " + e.getMessage());
        }
    }

    /** Asks for one round of a training. */
    public Measurement measure(String command, TrainingOrder order) {
        return measure(line(command, order.words()));
    }

    /** Asks what comes of a training. */
    public double[] ask(String command, TrainingOrder order) {
        return ask(line(command, order.words()));
    }

    /** The same, with a file of the worker. */
    public double[] ask(String command, TrainingOrder order, Path file) {
        List<Object> words = new ArrayList<>(order.words());
        words.add(URLEncoder.encode(file.toString(), StandardCharsets.UTF_8));
        return ask(line(command, words));
    }

    /** Asks what is learned. */
    public double[] ask(String command, LearningOrder order) {
        return ask(line(command, order.words()));
    }

    private static Object[] line(String command, List<Object> words) {
        return Stream.concat(Stream.of(command), words.stream()).toArray();
    }

    /** Asks for one round. */
    public Measurement measure(Object... words) {
        double[] numbers = ask(words);
        if (numbers.length != 3) {
            throw new NotMeasuredException(
                    name + " answered " + Arrays.toString(numbers) + " instead of units, " + "seconds and CPU-seconds");
        }
        return new Measurement(numbers[0], numbers[1], numbers[2]);
    }

    /**
     * Sends one line and waits for the numbers.
     *
     * @throws NotMeasuredException if it answers with an error, with something else, or not any more
     */
    public double[] ask(Object... words) {
        String line = String.join(" ", Arrays.stream(words).map(String::valueOf).toList());
        String answer;
        try {
            requests.write(line);
            requests.newLine();
            requests.flush();
            answer = answers.readLine();
        } catch (IOException e) {
            answer = null;
        }
        if (answer == null) {
            close();
            throw new NotMeasuredException(
                    name + (isKilled ? " took too long, and was ended during: " : " ended during: ") + line);
        }
        if (answer.startsWith(ERROR)) {
            throw new NotMeasuredException(name + ": " + answer.substring(ERROR.length()));
        }
        try {
            return Arrays.stream(answer.split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new NotMeasuredException(name + " answered: " + answer);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it at once, and with it what waits for its answer, from another thread. */
    void kill() {
        isKilled = true;
        process.destroyForcibly();
    }

    /** Ends it. What it had of a card is free when this returns. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
