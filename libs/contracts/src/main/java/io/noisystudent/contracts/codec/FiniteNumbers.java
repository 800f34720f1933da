package io.noisystudent.contracts.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses infinity and NaN: Jackson reads {@code 1e400} as infinity, and the text {@code "NaN"} as a number, and no
 * comparison with either shows that something is wrong.
 *
 * <p>For requests. What is kept already is read without it.
 */
public final class FiniteNumbers extends SimpleModule {
    private static final long serialVersionUID = 1;

    public FiniteNumbers() {
        super("finite-numbers");
        addDeserializer(double.class, new Finite(double.class, 0.0));
        addDeserializer(Double.class, new Finite(Double.class, null));
    }

    private static final class Finite extends NumberDeserializers.DoubleDeserializer {
        private static final long serialVersionUID = 1;

        private Finite(Class<Double> type, @Nullable Double absent) {
            super(type, absent);
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getText();
            Double value = super.deserialize(json, context);
            if (value != null && !Double.isFinite(value)) {
                context.reportInputMismatch(
                        this, "'%s' is not a finite number; send one between -1.7e308 and 1.7e308", text);
            }
            return value;
        }
    }
}
