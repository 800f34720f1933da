package io.noisystudent.bench;

import io.noisystudent.inference.Device;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The labeler's graph on a GPU: right, steady and fast. */
@Command(
        name = "gpu",
        description =
                "The labeler's classifier on CUDA: its logits against the CPU's, models that replace one another, and "
                        + "its images per second against ONNX Runtime alone on the same card. Each part prints its "
                        + "results at its end. The exit status is 1 if logits are outside their tolerance or memory "
                        + "grows.",
        mixinStandardHelpOptions = true)
final class GpuCommand implements Callable<Integer> {
    /** What can be asked for alone. */
    enum Part {
        agreement,
        swap,
        speed
    }

    @Option(
            names = "--device",
            defaultValue = "cuda",
            description =
                    "cuda, or cpu to see that all parts run, with so little work that the figures mean nothing; default "
                            + "${DEFAULT-VALUE}.")
    private String device = "";

    @Option(
            names = "--parts",
            split = ",",
            defaultValue = "agreement,swap,speed",
            description = "Any of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private List<Part> parts = List.of();

    @Option(names = "--rounds", defaultValue = "9", description = "Measurements of each; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "12",
            description = "After which a comparison begins no more round; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Override
    public Integer call() throws Exception {
        Device where = MeasuredDevice.of(device);
        Report report = new Report(System.out);
        describe(report);
        boolean good = true;
        for (Part part : parts) {
            good &= measurement(part, where).run(report);
        }
        report.machine();
        if (where == Device.CPU) {
            notRun(report);
        }
        return good ? 0 : 1;
    }

    private GpuPart measurement(Part part, Device where) {
        GpuScale scale = GpuScale.of(where);
        return switch (part) {
            case agreement -> new LabelerAgreement(where, scale);
            case swap -> new LabelerSwaps(where, scale);
            case speed -> new LabelerSpeed(where, scale, new SideBySide(rounds, seconds));
        };
    }

    private static void describe(Report report) {
        report.line(
                "ONNX Runtime %s, %s",
                BareSession.environment().getVersion(),
                Card.read()
                        .map(card -> card.name() + ", " + card.totalMegabytes() + " MB, driver " + card.driver())
                        .orElse("no card that nvidia-smi knows"));
        report.line("");
    }

    private static void notRun(Report report) {
        report.line("""
                Not run, because only CUDA takes it:
                - Sessions.onCuda: the provider's settings, and what its errors mean (CudaErrors)
                - several cards, a limit of memory, fp16, TensorRT, two batches at once
                - copies of a batch and of its scores between host and card (BoundBatch.run)
                - one classifier for all workers of a labeler (LoadedModel)
                - the provider's arithmetic: cuDNN, cuBLAS, TF32
                - memory of the card when models replace one another
                - training: no part of this command trains on a card""");
        report.line("");
    }
}
