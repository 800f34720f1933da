package io.noisystudent.learning.torch;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the device that settings ask for, or says what is missing. */
public final class Devices {
    static final String WORKSPACE = "CUBLAS_WORKSPACE_CONFIG";

    private static final Logger LOGGER = LoggerFactory.getLogger(Devices.class);
    private static final Set<String> REPEATABLE_WORKSPACES = Set.of(":4096:8", ":16:8");
    private static final String SUBJECT = "noisystudent.trainer.device";
    private static final int LONGEST_REASON = 300;

    private final CudaRuntime cuda;

    public Devices() {
        this(new LibtorchCuda());
    }

    Devices(CudaRuntime cuda) {
        this.cuda = cuda;
    }

    /**
     * What a training asks of a device.
     *
     * @param threads of the processor
     * @param kernels on the processor; a card has its own
     */
    public record Request(int threads, Precision precision, Kernels kernels, CudaSettings cuda) {}

    /**
     * The device.
     *
     * @throws NoisyStudentException {@code DEVICE_UNAVAILABLE} with what is missing; {@code auto} takes the processor then,
     *     unless the card that is there lacks the precision
     */
    public Compute open(DeviceChoice choice, Request request) {
        try {
            cuda.load();
            return switch (choice.kind()) {
                case CPU -> processor(request, "the device is cpu");
                case CUDA -> card(find(choice.number()), request);
                case AUTO -> automatic(request);
            };
        } catch (LinkageError e) {
            // Those for CUDA have no processor either.
            throw refusal("libtorch's natives cannot be loaded: " + reason(e) + "; those for CUDA take the libraries of"
                    + " CUDA 13 and cuDNN 9, without which the build for processors is to be taken");
        }
    }

    private Compute automatic(Request request) {
        CudaCard found;
        try {
            found = find(0);
        } catch (NoisyStudentException e) {
            LOGGER.info("device=cpu because {}", e.getMessage());
            return processor(request, "auto found none: " + e.getMessage());
        }
        return card(found, request);
    }

    /** @param why it is not a card */
    private static Compute processor(Request request, String why) {
        if (request.precision() == Precision.FP16) {
            throw refusal("fp16 needs a card, and " + why + "; give noisystudent.trainer.precision bf16 or fp32");
        }
        return Compute.cpu(request.threads(), request.precision(), request.kernels());
    }

    private CudaCard find(int number) {
        if (!cuda.isBuiltIn()) {
            throw refusal("this build has no CUDA natives; build it with -Pgpu-trainer, or give cpu");
        }
        List<CudaCard> cards;
        try {
            cards = cuda.cards();
        } catch (RuntimeException e) {
            throw unusable(e);
        }
        if (number >= cards.size()) {
            throw refusal("cuda:" + number + " is not there, the cards are "
                    + cards.stream()
                            .map(card -> "cuda:" + card.number() + " (" + card.name() + ")")
                            .toList()
                    + "; give one of them");
        }
        return cards.get(number);
    }

    private Compute card(CudaCard card, Request request) {
        if (!card.has(request.precision())) {
            throw refusal("cuda:" + card.number() + " is " + card.name() + " of compute capability " + card.capability()
                    + ", which has no products in "
                    + request.precision().name().toLowerCase(Locale.ROOT)
                    + "; give noisystudent.trainer.precision "
                    + (card.has(Precision.FP16) ? "fp16 or fp32" : "fp32"));
        }
        if (request.cuda().deterministic() && !REPEATABLE_WORKSPACES.contains(cuda.environment(WORKSPACE))) {
            throw refusal("noisystudent.trainer.deterministic takes the environment variable " + WORKSPACE
                    + " at :4096:8, without which cuBLAS is not deterministic; set it for the trainer");
        }
        try {
            return cuda.open(card, request.threads(), request.precision(), request.cuda());
        } catch (RuntimeException e) {
            throw unusable(e);
        }
    }

    private static NoisyStudentException unusable(RuntimeException failure) {
        return refusal("CUDA cannot be used: " + reason(failure)
                + "; install a driver for CUDA 13, give the container its card, or give cpu");
    }

    /** libtorch adds the stack of its calls. */
    private static String reason(Throwable failure) {
        String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "...";
    }

    private static NoisyStudentException refusal(String detail) {
        return new NoisyStudentException(ErrorCode.DEVICE_UNAVAILABLE, SUBJECT, detail);
    }
}
