package dev.telemetry.benchmarks.windows;

import com.datadoghq.sketch.ddsketch.DDSketch;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;

/** Makes the accumulators of a case, and says how Flink serializes them. */
enum Summaries {
  PLAIN {
    @Override
    Summary create() {
      return new Summary();
    }

    @Override
    TypeInformation<Summary> type() {
      return Types.POJO(Summary.class);
    }
  },
  SKETCHED {
    @Override
    Summary create() {
      return new SketchedSummary();
    }

    /** The POJO of the plain one, and the sketch with the serializer that it has not. */
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // no other summary comes here
    TypeInformation<Summary> type() {
      PojoTypeInfo<Summary> plain = (PojoTypeInfo<Summary>) PLAIN.type();
      Map<String, TypeInformation<?>> fields = new HashMap<>();
      for (int i = 0; i < plain.getArity(); i++) {
        fields.put(
            plain.getPojoFieldAt(i).getField().getName(),
            plain.getPojoFieldAt(i).getTypeInformation());
      }
      fields.put("sketch", new OwnType<>(DDSketch.class, new SketchSerializer()));
      return (TypeInformation) Types.POJO(SketchedSummary.class, fields);
    }
  };

  static Summaries of(WindowCase one) {
    return one.quantiles() ? SKETCHED : PLAIN;
  }

  abstract Summary create();

  abstract TypeInformation<Summary> type();
}
