package io.noisystudent.learning.objective;

import io.noisystudent.contracts.config.Weight;
import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ObjectiveTest {
    private static final double[] LOGITS = {1, 2, 2, 0, 3, 4};

    @Test
    void shouldReportMeansAndSharesOfTheGradient() {
        // Given gradients of the logits of length 2 * 1 * sqrt(6) and 0.5 * 2 * |logits|
        Objective objective = new Objective(
                List.of(new WeightedLoss("linear", 2, new Scaled(1)), new WeightedLoss("square", .5, new Square())));

        NativeScope.run(() -> {
            // When
            objective.of(context(LOGITS));
            objective.of(context(new double[] {0, 0, 0, 0, 0, 0}));
            List<TermReport> reports = objective.report(context(LOGITS));
            List<TermReport> after = objective.report(context(LOGITS));

            // Then
            double linear = 2 * Math.sqrt(6);
            double square = Math.sqrt(1 + 4 + 4 + 9 + 16);
            assertThat(reports).extracting(TermReport::name).containsExactly("linear", "square");
            assertThat(reports.get(0).mean()).isCloseTo(6, within(1e-9));
            assertThat(reports.get(1).mean()).isCloseTo(17, within(1e-9));
            assertThat(reports.get(0).gradientShare()).isCloseTo(linear / (linear + square), within(1e-9));
            assertThat(reports.get(1).gradientShare()).isCloseTo(square / (linear + square), within(1e-9));
            assertThat(after).as("nothing was computed since").isEmpty();
        });
    }

    @Test
    void shouldLeaveTheGradientsOfParametersAloneWhenItReports() {
        NativeScope.run(() -> {
            // Given
            Tensor own = Compute.cpu().copyOf(new float[] {2}, 1).set_requires_grad(true);
            Objective objective = new Objective(List.of(new WeightedLoss("own", 1, new WithParameter(own))));

            // When
            objective.of(context(LOGITS)).backward();
            double gradient = own.grad().item_double();
            objective.report(context(LOGITS));

            // Then
            assertThat(gradient).isEqualTo(12);
            assertThat(own.grad().item_double()).isEqualTo(12);
            assertThat(objective.parameters())
                    .singleElement()
                    .extracting(Parameter::name)
                    .isEqualTo("0-own/factor");
        });
    }

    @Test
    void shouldReportNoGradientOfTermsThatReadFrozenValuesAlone() {
        NativeScope.run(() -> {
            // Given a value before the first weight that is trained, and a parameter of the term behind it
            Tensor own = Compute.cpu().copyOf(new float[] {2}, 1).set_requires_grad(true);
            LossContext logits = context(LOGITS);
            LossContext context =
                    logits.with(new Activations(logits.student().logits(), Map.of("early", Doubles.tensor(LOGITS, 2))));
            Objective objective = new Objective(List.of(
                    new WeightedLoss("frozen", 1, new OfValue(own)), new WeightedLoss("linear", 2, new Scaled(1))));

            // When
            objective.of(context);
            List<TermReport> reports = objective.report(context);

            // Then
            assertThat(reports).extracting(TermReport::gradientShare).containsExactly(0.0, 1.0);
            assertThat(own.grad().defined()).isFalse();
        });
    }

    @Test
    void shouldLeaveOutTermsWhoseRowsAreNotThere() {
        Objective objective = new Objective(List.of(
                new WeightedLoss("cross-entropy", 1, new LabeledCrossEntropy(0)),
                new WeightedLoss("linear", 2, new Scaled(1))));

        NativeScope.run(() -> {
            assertThat(objective.of(context(LOGITS)).item_double()).isEqualTo(24);
            assertThat(objective.report(context(LOGITS)))
                    .extracting(TermReport::name)
                    .containsExactly("linear");
        });
    }

    @Test
    void shouldTakeTheWeightsOfTheStep() {
        // Given 12 and 34 without weights; the second one asks teachers and begins in the middle
        Objective objective = new Objective(List.of(
                new WeightedLoss("linear", new Weight.Changing(2, 1.0, 0, 1, null, null), new Scaled(1)),
                new WeightedLoss("asking", new Weight.Changing(1, 3.0, .5, 1, 0.0, null), new Asking())));

        NativeScope.run(() -> {
            // When
            LossContext first = at(0);
            double atFirst = objective.of(first).item_double();
            List<TermReport> reports = objective.report(first);
            double inBetween = objective.of(at(.75)).item_double();
            double atLast = objective.of(at(1)).item_double();

            // Then
            assertThat(atFirst).isEqualTo(2 * 12);
            assertThat(reports).extracting(TermReport::name).containsExactly("linear");
            assertThat(reports.get(0).gradientShare()).isEqualTo(1);
            assertThat(inBetween).isEqualTo(1.25 * 12 + 2 * 34);
            assertThat(atLast).isEqualTo(1 * 12 + 3 * 34);
            assertThat(objective.report(at(1)))
                    .extracting(TermReport::mean)
                    .as("of the steps that had it, without weight")
                    .containsExactly(12.0, 34.0);
            assertThat(List.of(0.0, .49, .5, 1.0))
                    .extracting(share -> objective.asksTeachers(share, first.targets()))
                    .containsExactly(false, false, true, true);
        });
    }

    @Test
    void shouldHaveNoGradientWhereAllWeightsAreZero() {
        Objective objective = new Objective(
                List.of(new WeightedLoss("linear", new Weight.Changing(1, 1.0, .5, 1, 0.0, null), new Scaled(1))));

        NativeScope.run(() -> {
            Tensor nothing = objective.of(at(.25));

            assertThat(nothing.item_double()).isZero();
            assertThat(nothing.requires_grad()).isFalse();
            assertThat(objective.report(at(.25))).isEmpty();
            assertThat(objective.hasWeight(.25)).isFalse();
            assertThat(objective.hasWeight(.5)).isTrue();
        });
    }

    @Test
    void shouldRefuseTermsThatShowTheTeacherDifferentViews() {
        LossInputs same = LossInputs.teacher(TeacherView.SAME);
        LossInputs weak = LossInputs.teacher(TeacherView.WEAK);

        assertThatThrownBy(() -> LossInputs.union(List.of(same, LossInputs.NONE, weak)))
                .hasMessageContaining("one term shows the teacher SAME, another WEAK");
        assertThat(LossInputs.union(List.of(LossInputs.NONE, weak, LossInputs.STORED_LABELS)))
                .isEqualTo(new LossInputs(weak.studentValues(), weak.teacherValues(), true, TeacherView.WEAK));
    }

    @Test
    void shouldDrawAtRandomByTermAndRowAlone() {
        NativeScope.run(() -> {
            LossContext context = context(LOGITS);
            List<Integer> drawn = new ArrayList<>();
            for (int row : new int[] {0, 1, 1, 0}) {
                drawn.add(context.forTerm(1).random(row).nextInt());
            }

            assertThat(drawn.get(3)).isEqualTo(drawn.get(0)).isNotEqualTo(drawn.get(1));
            assertThat(drawn.get(2)).isEqualTo(drawn.get(1));
            assertThat(context.forTerm(0).random(0).nextInt()).isNotEqualTo(drawn.get(0));
        });
    }

    private static LossContext at(double share) {
        LossContext of = context(LOGITS);
        return new LossContext(
                of.compute(), of.student(), of.teachers(), of.peers(), of.targets(), of.seeds(), share, of.term());
    }

    private static LossContext context(double[] logits) {
        return Contexts.of(Doubles.tensor(logits, 2).set_requires_grad(true));
    }

    private record Scaled(double factor) implements Loss {
        @Override
        public RowKind rows() {
            return RowKind.ALL;
        }

        @Override
        public Tensor of(LossContext context) {
            return context.logits(rows()).sum().mul(new Scalar(factor));
        }
    }

    private record Square() implements Loss {
        @Override
        public RowKind rows() {
            return RowKind.PSEUDO_LABELED;
        }

        @Override
        public Tensor of(LossContext context) {
            return context.logits(rows()).square().sum();
        }
    }

    private record Asking() implements Loss {
        @Override
        public RowKind rows() {
            return RowKind.ALL;
        }

        @Override
        public LossInputs inputs() {
            return LossInputs.teacher(TeacherView.SAME);
        }

        @Override
        public Tensor of(LossContext context) {
            return context.logits(rows()).square().sum();
        }
    }

    private record OfValue(Tensor factor) implements Loss {
        @Override
        public RowKind rows() {
            return RowKind.ALL;
        }

        @Override
        public Tensor of(LossContext context) {
            return context.student().value("early").sum().mul(factor).sum();
        }
    }

    private record WithParameter(Tensor factor) implements Loss {
        @Override
        public RowKind rows() {
            return RowKind.ALL;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(new Parameter("factor", factor, false));
        }

        @Override
        public Tensor of(LossContext context) {
            return context.logits(rows()).sum().mul(factor).sum();
        }
    }
}
