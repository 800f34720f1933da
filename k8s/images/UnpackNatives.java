import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Puts the native libraries of a class path into one folder, so that no container has to unpack them. What is not on the
 * class path is left out.
 */
final class UnpackNatives {
    private static final String LIBTORCH = "org.bytedeco.pytorch.global.torch";
    private static final List<String> PRESETS = List.of(
            "org.bytedeco.opencv.global.opencv_core",
            "org.bytedeco.opencv.global.opencv_imgproc",
            "org.bytedeco.opencv.global.opencv_imgcodecs",
            LIBTORCH,
            "org.bytedeco.dnnl.global.dnnl");
    /** What libtorch alone brings along. */
    private static final String OPENBLAS = "org.bytedeco.openblas.global.openblas";

    private static final String LIBTORCH_CUDA = "org/bytedeco/pytorch/linux-x86_64-gpu/";
    private static final List<String> ONNX_RUNTIME = List.of(
            "libonnxruntime.so",
            "libonnxruntime4j_jni.so",
            "libonnxruntime_providers_shared.so",
            "libonnxruntime_providers_cuda.so");

    private UnpackNatives() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        ClassLoader loader = UnpackNatives.class.getClassLoader();
        Path cache = Files.createTempDirectory("javacpp-");
        System.setProperty("org.bytedeco.javacpp.cachedir", cache.toString());
        URL cuda = loader.getResource(LIBTORCH_CUDA + "libtorch_cuda.so");
        for (String name : PRESETS) {
            String preset = cuda != null && name.equals(LIBTORCH) ? OPENBLAS : name;
            if (loader.getResource(preset.replace('.', '/') + ".class") != null) {
                // JavaCPP knows which libraries a preset needs, of many more in its jars.
                Class.forName("org.bytedeco.javacpp.Loader")
                        .getMethod("load", Class.class)
                        .invoke(null, Class.forName(preset, false, loader));
            }
        }
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path file : files.filter(Files::isRegularFile).filter(UnpackNatives::isLibrary).toList()) {
                if (!Files.isSymbolicLink(file)) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        }
        if (cuda != null) {
            copyLibtorch(cuda, folder);
        }
        for (String library : ONNX_RUNTIME) {
            URL resource = loader.getResource("ai/onnxruntime/native/linux-" + architecture() + "/" + library);
            if (resource != null) {
                try (InputStream bytes = resource.openStream()) {
                    Files.copy(bytes, folder.resolve(library));
                }
            }
        }
    }

    /** JavaCPP unpacks what it loads, and without CUDA, as where images are built, libtorch for CUDA does not load. */
    private static void copyLibtorch(URL library, Path folder) throws IOException {
        try (JarFile jar = ((JarURLConnection) library.openConnection()).getJarFile()) {
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (!name.startsWith(LIBTORCH_CUDA) || !name.contains(".so")) {
                    continue;
                }
                Path copy = folder.resolve(name.substring(LIBTORCH_CUDA.length()));
                // OpenBLAS brings libgomp too.
                if (!Files.exists(copy)) {
                    try (InputStream bytes = jar.getInputStream(entry)) {
                        Files.copy(bytes, copy);
                    }
                }
            }
        }
    }

    private static boolean isLibrary(Path file) {
        return file.getFileName().toString().contains(".so");
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x64";
    }
}
