"""What a class finds hard: from its graded submissions a page to read and a table to count with.

Others use ``report_page`` (``write_report``), ``class_statistics``, ``similar_submissions`` and
``report_table`` (``as_csv``).
"""
