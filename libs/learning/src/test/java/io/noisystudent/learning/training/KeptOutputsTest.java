package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 20 steps on 20 labeled and 12 pseudo-labeled images, of which a batch has 4 each: all are known after 5 steps, and the
 * sixth one compares.
 */
class KeptOutputsTest {
    private static final int STEPS = 20;
    private static final Graph STUDENT = Patterns.network(1);
    private static final Graph TEACHER = Networks.build("wrn-10-2", Patterns.SHAPE, Patterns.CLASSES, 9);
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(20, 1))
            .with(Patterns.pseudoLabeled(Patterns.samples(12, 2)))
            .taughtBy(TEACHER, Patterns.network(5));
    private static final Noise WITHIN = new Noise(null, 0, false, 0, Noise.GRAY, .2, .3);

    private final CountingPasses compute = new CountingPasses();
    private final TrainingOptions options = new TrainingOptions(7, compute, 1);

    @Test
    void shouldAskTheTeachersOnceForImagesThatNothingDistorts() {
        train(recipe(WITHIN));
        int once = compute.passes.getAndSet(0) - STEPS;
        train(recipe(Patterns.SOME_NOISE));

        assertThat(once).isEqualTo(6);
        assertThat(compute.passes.get() - STEPS).isEqualTo(STEPS);
    }

    /** Feature maps too, and in the same order of memory. */
    @ParameterizedTest
    @CsvSource({"1000000, 6", "2000, 20"})
    void shouldGiveWhatTheTeachersGaveBitForBit(long mostBytes, int passes) {
        // Given
        Phase phase = Phase.of(recipe(WITHIN), DATA).get(0);
        LossInputs inputs = new LossInputs(Set.of(), Set.of("stem.conv", "pool.flatten"), false, TeacherView.SAME);
        List<float[]> expected = new ArrayList<>();
        List<float[]> given = new ArrayList<>();

        // When
        try (BatchLoader batches = new BatchLoader(DATA, phase, options, STUDENT, inputs, 0);
                TeacherPass always = new TeacherPass(DATA.teachers(), inputs, compute);
                TeacherPass once = new TeacherPass(
                        DATA.teachers(), inputs, compute, new KeptOutputs(DATA.size(), mostBytes, compute))) {
            for (int step = 0; step < STEPS; step++) {
                BatchTensors batch = batches.next().tensors();
                NativeScope.run(() -> {
                    expected.addAll(numbers(always.of(batch)));
                    given.addAll(numbers(once.of(batch)));
                });
            }
        }

        // Then
        assertThat(compute.passes.get() - STEPS).isEqualTo(passes);
        assertThat(given).hasSameSizeAs(expected);
        for (int i = 0; i < given.size(); i++) {
            assertThat(Arrays.equals(given.get(i), expected.get(i))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, '1 2 3 4 5'", "false, '1 1 1 1 1'"})
    void shouldKeepNothingWhereARowDependsOnItsBatch(boolean depends, String expected) {
        // Given
        AtomicInteger calls = new AtomicInteger();
        Supplier<List<Activations>> pass = () -> {
            float value = depends ? calls.incrementAndGet() : Math.min(1, calls.incrementAndGet());
            return List.of(new Activations(compute.copyOf(new float[] {value, value}, 2, 1), Map.of()));
        };
        StringJoiner given = new StringJoiner(" ");

        // When
        try (KeptOutputs kept = new KeptOutputs(2, 1000, compute)) {
            for (int step = 0; step < 5; step++) {
                NativeScope.run(() -> given.add(String.valueOf((int)
                        HostMemory.floats(kept.of(compute.sizes(new long[] {1, 0}), pass)
                                .get(0)
                                .logits())[0])));
            }
        }

        // Then
        assertThat(given.toString()).isEqualTo(expected);
        assertThat(calls).hasValue(depends ? 5 : 2);
    }

    private static List<float[]> numbers(List<Activations> outputs) {
        return outputs.stream()
                .flatMap(output -> Stream.concat(Stream.of(output.logits()), output.kept().values().stream()))
                .flatMap(value -> Stream.of(HostMemory.floats(value), strides(value)))
                .toList();
    }

    private static float[] strides(Tensor value) {
        float[] strides = new float[Math.toIntExact(value.dim())];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = value.stride(i);
        }
        return strides;
    }

    private void train(Recipe recipe) {
        new Training().run(STUDENT, DATA, recipe, options, TrainingListener.NONE);
    }

    private static Recipe recipe(Noise noise) {
        return Patterns.recipe(STEPS, .05, noise, 4, 1)
                .withObjective(Recipe.Objective.of(List.of(
                        new ObjectiveTerm.CrossEntropy(1, 0), new Distillation.SoftTargets(.9, 4, false, Rows.ALL))));
    }
}
