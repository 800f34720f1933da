package io.noisystudent.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens ONNX Runtime sessions on the wanted device. */
final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);
    private static final AtomicBoolean FALLBACK_LOGGED = new AtomicBoolean();

    private Sessions() {}

    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "noisy-student");
    }

    static SharedSession open(byte[] model, InferenceOptions options) {
        if (options.device() == Device.CPU) {
            return onCpu(model, options);
        }
        try {
            return onCuda(model, options);
        } catch (NoisyStudentException e) {
            if (options.device() == Device.CUDA || e.code() != ErrorCode.DEVICE_UNAVAILABLE) {
                throw e;
            }
            if (FALLBACK_LOGGED.compareAndSet(false, true)) {
                LOG.info("device=cpu reason=\"{}\"", e.getMessage());
            }
            return onCpu(model, options);
        }
    }

    private static SharedSession onCpu(byte[] model, InferenceOptions options) {
        try (SessionOptions settings = settings(options)) {
            return new SharedSession(environment().createSession(model, settings), Device.CPU);
        } catch (OrtException e) {
            throw badGraph(e);
        }
    }

    private static SharedSession onCuda(byte[] model, InferenceOptions options) {
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw unavailable("this build has ONNX Runtime for the CPU; build with the Maven profile gpu", null);
        }
        // Before the provider's settings, which write to the environment's log.
        OrtEnvironment environment = environment();
        try (SessionOptions settings = settings(options);
                OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions()) {
            // The default times every algorithm again for each new batch size.
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            settings.addCUDA(cuda);
            return new SharedSession(environment.createSession(model, settings), Device.CUDA);
        } catch (OrtException e) {
            switch (e.getCode()) {
                case ORT_INVALID_GRAPH, ORT_INVALID_PROTOBUF -> throw badGraph(e);
                default -> throw unavailable(firstLine(e), e);
            }
        }
    }

    private static SessionOptions settings(InferenceOptions options) throws OrtException {
        SessionOptions settings = new SessionOptions();
        settings.setOptimizationLevel(OptLevel.ALL_OPT);
        settings.setIntraOpNumThreads(options.threads());
        settings.setInterOpNumThreads(1);
        settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        settings.setDeterministicCompute(true);
        settings.addConfigEntry("session.intra_op.allow_spinning", "0");
        return settings;
    }

    private static NoisyStudentException badGraph(OrtException e) {
        return new NoisyStudentException(
                ErrorCode.BAD_GRAPH, "graph", "ONNX Runtime does not accept the model: " + firstLine(e), e);
    }

    private static NoisyStudentException unavailable(String reason, @Nullable Exception cause) {
        return new NoisyStudentException(
                ErrorCode.DEVICE_UNAVAILABLE, "cuda", "CUDA is not available: " + reason, cause);
    }

    static String firstLine(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
