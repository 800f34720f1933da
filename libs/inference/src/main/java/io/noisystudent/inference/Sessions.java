package io.noisystudent.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.CudaOptions.ExecutionProvider;
import io.noisystudent.inference.CudaOptions.Products;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens ONNX Runtime sessions on the wanted device. */
final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);
    private static final AtomicBoolean FALLBACK_LOGGED = new AtomicBoolean();

    private static final Set<ErrorCode> OF_DEVICES =
            EnumSet.of(ErrorCode.DEVICE_UNAVAILABLE, ErrorCode.DEVICE_MEMORY, ErrorCode.DEVICE_FAILED);

    private Sessions() {}

    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "noisy-student");
    }

    /**
     * Opens a model on the device of the options.
     *
     * @param model the file of that graph
     * @param trial of a model that was converted to half precision; what it throws says that the conversion is of no use
     */
    static SharedSession open(Graph graph, byte[] model, InferenceOptions options, Consumer<SharedSession> trial) {
        if (options.device() == Device.CPU) {
            return onCpu(model, options);
        }
        if (options.device() == Device.CUDA) {
            return onCuda(graph, model, options, trial);
        }
        return orOnCpu(() -> onCuda(graph, model, options, trial), () -> onCpu(model, options));
    }

    /** For {@code auto}: whatever is wrong with the device, a CPU can do the work; it cannot help a model that is bad. */
    static <T> T orOnCpu(Supplier<T> onCuda, Supplier<T> onCpu) {
        try {
            return onCuda.get();
        } catch (NoisyStudentException e) {
            if (!OF_DEVICES.contains(e.code())) {
                throw e;
            }
            if (e.code() != ErrorCode.DEVICE_UNAVAILABLE) {
                LOG.warn("device=cpu code={} reason=\"{}\"", e.code(), e.getMessage());
            } else if (FALLBACK_LOGGED.compareAndSet(false, true)) {
                LOG.info("device=cpu reason=\"{}\"", e.getMessage());
            }
            return onCpu.get();
        }
    }

    private static SharedSession onCpu(byte[] model, InferenceOptions options) {
        try (SessionOptions settings = settings(options)) {
            return new SharedSession(environment().createSession(model, settings), Device.CPU, options.cuda());
        } catch (OrtException e) {
            throw badGraph(e);
        }
    }

    private static SharedSession onCuda(
            Graph graph, byte[] model, InferenceOptions options, Consumer<SharedSession> trial) {
        CudaOptions wanted = options.cuda();
        requireProviders(wanted);
        // TensorRT converts networks itself.
        if (wanted.products() == Products.FP16 && wanted.provider() == ExecutionProvider.CUDA) {
            return orInTf32(
                    graph.name(),
                    () -> HalfPrecision.of(graph)
                            .map(half -> tried(onCuda(OnnxWriter.write(half), options, wanted), trial)),
                    () -> onCuda(model, options, wanted.withProducts(Products.TF32)));
        }
        return onCuda(model, options, wanted);
    }

    /** The session, which is let go if the trial fails; of a device that failed nothing can be closed. */
    static SharedSession tried(SharedSession session, Consumer<SharedSession> trial) {
        try {
            trial.accept(session);
            return session;
        } catch (NoisyStudentException e) {
            if (e.code() != ErrorCode.DEVICE_FAILED) {
                session.release();
            }
            throw e;
        }
    }

    /**
     * A model in half precision, or as it is: the conversion is ours, so that what ONNX Runtime has against its result says
     * nothing about the model.
     *
     * @param half empty if the model cannot be converted
     */
    static <T> T orInTf32(String name, Supplier<Optional<T>> half, Supplier<T> tf32) {
        String reason = "it has operators or weights that half precision has not";
        try {
            Optional<T> opened = half.get();
            if (opened.isPresent()) {
                return opened.get();
            }
        } catch (NoisyStudentException e) {
            // What an unknown error of opening is called, too; where the device is not there, the next one says so.
            if (OF_DEVICES.contains(e.code()) && e.code() != ErrorCode.DEVICE_UNAVAILABLE) {
                throw e;
            }
            reason = e.getMessage();
        }
        T opened = tf32.get();
        LOG.warn("model={} precision=tf32 reason=\"{}\"", name, reason);
        return opened;
    }

    private static SharedSession onCuda(byte[] model, InferenceOptions options, CudaOptions wanted) {
        // Before the provider's settings, which write to the environment's log.
        OrtEnvironment environment = environment();
        try (SessionOptions settings = settings(options);
                OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(wanted.number())) {
            if (wanted.provider() == ExecutionProvider.TENSORRT) {
                addTensorRt(settings, wanted);
            }
            for (Map.Entry<String, String> setting :
                    CudaProviderSettings.cuda(wanted).entrySet()) {
                cuda.add(setting.getKey(), setting.getValue());
            }
            settings.addCUDA(cuda);
            return new SharedSession(environment.createSession(model, settings), Device.CUDA, wanted);
        } catch (OrtException e) {
            throw new CudaErrors(wanted, NvidiaDriver.ofThisMachine()).whenOpening(e);
        }
    }

    private static void requireProviders(CudaOptions wanted) {
        EnumSet<OrtProvider> built = OrtEnvironment.getAvailableProviders();
        if (!built.contains(OrtProvider.CUDA)) {
            throw unavailable(
                    wanted.device(), "this build has ONNX Runtime for the CPU; build with the Maven profile gpu");
        }
        if (wanted.provider() == ExecutionProvider.TENSORRT && !built.contains(OrtProvider.TENSOR_RT)) {
            throw unavailable(
                    wanted.device(),
                    "this build of ONNX Runtime has no TensorRT; use the provider cuda, or other natives");
        }
    }

    private static void addTensorRt(SessionOptions settings, CudaOptions wanted) throws OrtException {
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(wanted.number())) {
            for (Map.Entry<String, String> setting :
                    CudaProviderSettings.tensorRt(wanted).entrySet()) {
                tensorRt.add(setting.getKey(), setting.getValue());
            }
            settings.addTensorrt(tensorRt);
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

    static NoisyStudentException badGraph(OrtException e) {
        return new NoisyStudentException(
                ErrorCode.BAD_GRAPH, "graph", "ONNX Runtime does not accept the model: " + firstLine(e), e);
    }

    private static NoisyStudentException unavailable(String device, String reason) {
        return new NoisyStudentException(ErrorCode.DEVICE_UNAVAILABLE, device, "CUDA is not available: " + reason);
    }

    static String firstLine(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
