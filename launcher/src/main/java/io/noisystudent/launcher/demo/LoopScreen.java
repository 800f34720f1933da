package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.launcher.console.Terminal;
import java.util.HashSet;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Shows the loop while it runs: per generation one bar for labeling, one for training, then its verdict. */
final class LoopScreen implements AutoCloseable {
    private final Terminal terminal;
    private final Loop loop;
    private final Set<String> shown = new HashSet<>();
    private @Nullable ProgressBar bar;
    private String barOf = "";

    LoopScreen(Terminal terminal, Loop loop) {
        this.terminal = terminal;
        this.loop = loop;
    }

    /** Brings the screen up to date. */
    void update() {
        for (GenerationState state : loop.generations()) {
            if (!shown.contains(state.plan().id())) {
                show(state);
            }
        }
    }

    private void show(GenerationState state) {
        String name = name(state.plan());
        if (state.labeling().tasks() > 0 && !shown.contains(name + " labeling")) {
            long total = state.plan().unlabeled().stream()
                    .mapToLong(LogRange::length)
                    .sum();
            advance(
                    name + " labeling",
                    total,
                    "images",
                    Math.min(total, state.labeling().samples()));
            if (!(state instanceof GenerationState.Labeling)) {
                finish(name + " labeling", Math.max(1, state.labeling().samples()));
            }
        }
        if (state instanceof GenerationState.Training training) {
            showTraining(name + " training", training);
        } else if (!(state instanceof GenerationState.Labeling) && !shown.contains(name + " training")) {
            state.students().stream().findFirst().ifPresent(student -> {
                advance(
                        name + " training",
                        student.report().steps(),
                        "steps",
                        student.report().steps());
                finish(name + " training", student.report().steps());
            });
        }
        if (state instanceof GenerationState.Decided && loop.hasLabelsOf(state)) {
            closeBar();
            shown.add(state.plan().id());
            terminal.line("%-26s %s", name, Verdicts.oneLine(state));
        }
    }

    private void showTraining(String task, GenerationState.Training training) {
        long steps = 0;
        long done = 0;
        for (TrainingRequest request : training.requests()) {
            TrainingProgress progress = loop.training(request.id()).orElse(null);
            if (progress instanceof TrainingProgress.Running running) {
                steps += running.steps();
                done += running.step();
            }
        }
        if (steps > 0) {
            advance(task, steps, "steps", done);
        }
    }

    private void advance(String task, long most, String unit, long done) {
        if (!barOf.equals(task)) {
            closeBar();
            bar = terminal.bar(task, most, unit);
            barOf = task;
        }
        if (bar != null) {
            bar.maxHint(most);
            bar.stepTo(done);
        }
    }

    private void finish(String task, long most) {
        advance(task, most, "", most);
        closeBar();
        shown.add(task);
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
        }
        bar = null;
        barOf = "";
    }

    private static String name(GenerationPlan plan) {
        return (plan.control() ? "Control " : "Generation ") + plan.number();
    }

    @Override
    public void close() {
        closeBar();
    }
}
