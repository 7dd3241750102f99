package dev.telemetry.benchmarks.pictures;

import dev.telemetry.benchmarks.detect.Series;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A series as a line, its labelled windows as bands, and the openings of episodes as marks. */
final class Picture {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 260;
  private static final int BUCKETS = 800;
  private static final double MARGIN = 0.08;
  private static final Color LINE = new Color(0x2F5D8C);
  private static final Color BAND = new Color(0xFBE3B3);
  private static final Color MARK = new Color(0xC62828);
  private static final Color GRID = new Color(0xE8E8E8);
  private static final Color TEXT = new Color(0x444444);

  private final XYChart chart;
  private final double bottom;
  private final double top;

  Picture(String title, String unit, Series series) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < series.rows(); row++) {
      lowest = Math.min(lowest, series.values(row)[0]);
      highest = Math.max(highest, series.values(row)[0]);
    }
    double margin = MARGIN * (highest - lowest);
    bottom = lowest >= 0 && lowest < margin ? 0 : lowest - margin;
    top = highest + margin;
    chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).yAxisTitle(unit).build();
    style(chart.getStyler());
  }

  private void style(XYStyler styler) {
    Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    styler.setYAxisMin(bottom).setYAxisMax(top);
    styler.setDatePattern("d MMM").setLocale(Locale.ROOT);
    styler.setTimezone(TimeZone.getTimeZone("UTC"));
    styler.setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID).setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesStroke(new BasicStroke(1)).setAxisTickMarksColor(GRID);
    styler.setChartFontColor(TEXT);
    styler.setChartTitleFont(plain.deriveFont(Font.BOLD, 13)).setChartPadding(6);
    styler.setAxisTickLabelsFont(plain).setAxisTitleFont(plain).setLegendFont(plain);
    styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE).setLegendPadding(4);
  }

  /** First of all, so that they lie behind the line. */
  void bands(List<Span> spans) {
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      XYSeries band =
          add(
              i == 0 ? "labelled as abnormal   " : "band " + i,
              List.of(span.from(), span.from(), span.to(), span.to()),
              List.of(bottom, top, top, bottom));
      band.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
      band.setLineColor(BAND).setFillColor(BAND).setShowInLegend(i == 0);
    }
  }

  /** The lowest and the highest value of each pixel or so. */
  void line(Series series) {
    List<Long> times = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    int step = Math.max(1, series.rows() / BUCKETS);
    for (int from = 0; from < series.rows(); from += step) {
      int lowest = from;
      int highest = from;
      for (int row = from; row < Math.min(from + step, series.rows()); row++) {
        lowest = series.values(row)[0] < series.values(lowest)[0] ? row : lowest;
        highest = series.values(row)[0] > series.values(highest)[0] ? row : highest;
      }
      for (int row : new int[] {Math.min(lowest, highest), Math.max(lowest, highest)}) {
        times.add(series.timeMillis(row));
        values.add(series.values(row)[0]);
      }
    }
    add("readings   ", times, values).setLineColor(LINE).setLineStyle(new BasicStroke(1));
  }

  void marks(List<Long> openings) {
    for (int i = 0; i < openings.size(); i++) {
      long at = openings.get(i);
      add(i == 0 ? "an episode opens" : "mark " + i, List.of(at, at), List.of(bottom, top))
          .setLineColor(MARK)
          .setLineStyle(new BasicStroke(1.6f))
          .setShowInLegend(i == 0);
    }
  }

  private XYSeries add(String name, List<Long> times, List<Double> values) {
    XYSeries series = chart.addSeries(name, times.stream().map(Date::new).toList(), values);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  void write(Path file) throws IOException {
    ImageIO.write(Palette.reduced(BitmapEncoder.getBufferedImage(chart)), "png", file.toFile());
  }
}
